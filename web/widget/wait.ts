/** What stands above the input while the visitor waits for a person: his place, how long, and what he may do instead. */
import type { VisitorState } from '../../src/client/visitor-client.ts'
import { h, setText } from './dom.ts'
import type { Locale } from './settings.ts'
import { fill, timeOf } from './texts.ts'

const en = {
  nobody: 'Nobody is at the desk right now.',
  closed: 'We are closed now. Back: {when}.',
  next: "You're next in line",
  one: '1 person ahead of you',
  ahead: '{n} people ahead of you',
  range: ', about {from}–{to} min',
  about: ', about {to} min',
  within: ', up to {to} min',
  minute: ', less than a minute',
  end: '.',
  leave_message: 'Leave a message',
  call_back: 'Call me back',
  bot: 'Ask the bot meanwhile',
}

const zh: typeof en = {
  nobody: '现在没有客服在线。',
  closed: '现在是非工作时间，客服 {when} 上班。',
  next: '下一位就是您',
  one: '您前面还有 1 位',
  ahead: '您前面还有 {n} 位',
  range: '，预计 {from}–{to} 分钟',
  about: '，预计 {to} 分钟左右',
  within: '，预计 {to} 分钟以内',
  minute: '，预计不到 1 分钟',
  end: '。',
  leave_message: '留言',
  call_back: '请回电',
  bot: '先问机器人',
}

const TEXTS = { zh, en }
/** Ids of buttons that the dialog knows. */
const CHOICES = ['leave_message', 'call_back', 'bot'] as const

/** Returns a function that draws into `node`. */
export function createWait(
  node: HTMLElement,
  say: (text: string, choice: string) => void,
): (state: VisitorState, locale: Locale) => void {
  let texts = en
  const words = h('span')
  const buttons = CHOICES.map(id => h('button', { class: 'small', type: 'button', click: () => say(texts[id], id) }))
  const row = h('div', {}, ...buttons)
  node.append(words, row)
  return (state, locale) => {
    texts = TEXTS[locale]
    node.hidden = state.holder !== 'queue'
    row.hidden = isOffered(state)
    setText(words, node.hidden ? '' : waitWords(state, locale))
    CHOICES.forEach((id, i) => {
      setText(buttons[i]!, texts[id])
    })
  }
}

/** One honest sentence about the wait. */
export function waitWords(state: VisitorState, locale: Locale, now = new Date()): string {
  const { closed, wait, queuePosition: place = 1 } = state
  const t = TEXTS[locale]
  if (closed) return closed.opensAt ? fill(t.closed, { when: timeOf(closed.opensAt, locale, true, now) }) : t.nobody
  if (!state.agentsOnline) return t.nobody
  const ahead = place === 1 ? t.next : place === 2 ? t.one : fill(t.ahead, { n: place - 1 })
  if (!wait) return ahead + t.end
  const { from, to } = wait
  const minutes = to <= 1 ? t.minute : from === to ? t.about : from ? t.range : t.within
  return ahead + fill(minutes, { from, to }) + t.end
}

/** The same buttons stand under the bot's last words. */
function isOffered({ items }: VisitorState): boolean {
  const last = items.findLast(item => item.kind === 'message')
  return last?.kind === 'message' && !!last.content.choices?.some(choice => choice.id === CHOICES[0])
}
