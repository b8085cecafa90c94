import type { Locale } from './settings.ts'

/** Every word that the widget itself says. `{x}` is filled in. What the bot says comes from the server. */
const en = {
  botName: 'Assistant',
  greeting: 'Hello! How can I help you?',
  badge: 'Bot',
  intro: "I'm a bot. Ask for a person at any time.",
  statusBot: 'Replies at once',
  statusQueue: 'Waiting for a person',
  statusAgent: 'A person from our team',
  open: 'Open chat',
  openUnread: 'Open chat, {n} unread',
  close: 'Close chat',
  chat: 'Chat with {name}',
  messages: 'Messages',
  mute: 'Mute sound',
  unmute: 'Turn sound on',
  placeholder: 'Write a message…',
  send: 'Send',
  person: 'Talk to a person',
  you: 'You',
  sending: 'Sending…',
  offlineKept: 'Kept, goes out when you are back online',
  sent: 'Sent',
  read: 'Read',
  failed: 'Not sent. Tap to try again',
  failedLong: 'Too long, not sent',
  failedBlocked: 'Sorry, we cannot take messages here. Please reach us another way.',
  tooLong: '{n} characters too many',
  counter: '{n} left',
  connecting: 'Connecting…',
  offline: 'No connection. What you write is kept and sent when you are back.',
  refused: 'The chat is not available right now.',
  newOne: '1 new message',
  newMany: '{n} new messages',
  older: 'Earlier messages',
  sources: 'Source',
  helpful: 'Did this help?',
  yes: 'Yes',
  no: 'No',
  thanks: 'Thank you for telling us.',
  typing: 'is typing',
  waiting: 'Passed on to our team',
  messageLeft: 'Message left',
  callNoted: 'Call back noted',
  joined: '{name} has joined',
  joinedSomebody: 'A colleague has joined',
  requeued: 'Back in line: another colleague will take over',
  transferred: 'Handing you over to a colleague',
  returned: 'You are talking with the bot again',
  closed: 'The talk with our team has ended',
  resolved: 'Closed. Write to start a new conversation',
  inactive: 'Closed, as nothing was written for a while. Write to start a new conversation',
  recalled: 'A message was taken back',
  rated: 'Thank you. You gave',
  today: 'Today',
  yesterday: 'Yesterday',
  tomorrow: 'Tomorrow',
}

export type Texts = typeof en

const zh: Texts = {
  botName: '智能助手',
  greeting: '您好！有什么可以帮您？',
  badge: '机器人',
  intro: '我是机器人，您可以随时转人工客服。',
  statusBot: '随问随答',
  statusQueue: '正在等待人工客服',
  statusAgent: '人工客服正在为您服务',
  open: '打开聊天',
  openUnread: '打开聊天，{n} 条未读',
  close: '关闭聊天',
  chat: '与{name}聊天',
  messages: '消息',
  mute: '关闭提示音',
  unmute: '打开提示音',
  placeholder: '请输入您的问题…',
  send: '发送',
  person: '转人工客服',
  you: '您',
  sending: '发送中…',
  offlineKept: '已保存，联网后自动发送',
  sent: '已发送',
  read: '已读',
  failed: '发送失败，点击重试',
  failedLong: '内容过长，未发送',
  failedBlocked: '抱歉，这里暂时收不到您的消息，请用其他方式联系我们。',
  tooLong: '超出 {n} 个字',
  counter: '还可输入 {n} 个字',
  connecting: '正在连接…',
  offline: '网络已断开。您写的内容会保存，恢复后自动发送。',
  refused: '聊天暂时无法使用。',
  newOne: '1 条新消息',
  newMany: '{n} 条新消息',
  older: '更早的消息',
  sources: '来源',
  helpful: '有帮助吗？',
  yes: '有',
  no: '没有',
  thanks: '谢谢您的反馈。',
  typing: '正在输入',
  waiting: '已为您转接人工客服',
  messageLeft: '已留言',
  callNoted: '已登记回电',
  joined: '{name} 已加入会话',
  joinedSomebody: '客服已加入会话',
  requeued: '已重新排队，其他客服会接手',
  transferred: '正在为您转接其他客服',
  returned: '已转回机器人',
  closed: '人工服务已结束',
  resolved: '会话已结束，再发消息即开始新会话',
  inactive: '一段时间没有新消息，会话已结束，再发消息即开始新会话',
  recalled: '已撤回一条消息',
  rated: '感谢评价，您打了',
  today: '今天',
  yesterday: '昨天',
  tomorrow: '明天',
}

export const TEXTS: Readonly<Record<Locale, Texts>> = { zh, en }

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** `14:05`, `Yesterday 14:05`, `3月2日 14:05`: as much as is needed to tell when. */
export function timeOf(at: string, locale: Locale, withDay: boolean, now = new Date()): string {
  const date = new Date(at)
  const tag = locale === 'zh' ? 'zh-CN' : 'en-GB'
  const time = date.toLocaleTimeString(tag, { hour: '2-digit', minute: '2-digit', hour12: false })
  if (!withDay) return time
  return `${dayOf(date, tag, TEXTS[locale], now)} ${time}`
}

function dayOf(date: Date, tag: string, texts: Texts, now: Date): string {
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000)
  if (days === 0) return texts.today
  if (days === 1) return texts.yesterday
  if (days === -1) return texts.tomorrow
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleDateString(tag, { month: 'short', day: 'numeric', weekday: 'short', ...year })
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
