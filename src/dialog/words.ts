/**
 * The bot's own sentences, in each language that it speaks. Both catalogues have the same keys: the compiler refuses
 * a missing one. A tenant may override any of them; `{placeholders}` are filled in when it is said.
 */
import type { Language } from '../message.ts'

const ZH = {
  fallback: '抱歉，这个问题我还不会回答，不想随便猜给您。您可以换个说法再问一次，或者让人工客服来帮您。',
  fallback_none: '抱歉，没有给到您要的内容。请换个说法告诉我，或者直接找人工客服。',
  clarify: '您想问的是下面哪一个？',
  none_of_these: '都不是',
  talk_to_person: '转人工客服',
  back_to_bot: '先问机器人',
  ask_person: '好的，正在为您转接人工客服，刚才的对话会一并转过去，您不用重复。',
  missed_twice: '看来我帮不上这个忙，为您转接人工客服，刚才的对话会一并转过去。',
  sensitive: '这件事需要同事亲自处理，我马上为您转接人工客服，刚才的对话会一并转过去。',
  angry: '非常抱歉给您带来这样的体验。我马上为您转接人工客服，刚才的对话会一并转过去，您不用重复。',
  ask_first: '这件事可以请人工客服来处理，需要为您转接吗？',
  bot_failed: '抱歉，我这边出了点问题，没能处理您的消息。正在为您转接人工客服，您的话已经记下。',
  nobody_online: '现在没有客服在线。请留下邮箱或手机号，客服上线后会第一时间联系您；会话会一直保留。',
  closed: '现在是非工作时间，客服{when}上班。您可以留下邮箱或手机号，客服上班后会联系您；会话会一直保留。',
  keep_waiting: '继续等待',
  leave_message: '留言',
  call_back: '请回电',
  leave_queue: '取消排队',
  ask_message: '好的，请把想说的话和您的邮箱或手机号发给我。客服会在这个对话里回复您，您不用一直等着。',
  ask_phone: '好的，请发一个方便接听的电话号码。',
  contact_missing: '已记下。请再留一个邮箱或手机号，方便客服联系到您。',
  phone_missing: '已记下。请再留一个电话号码，客服才能给您回电。',
  phone_invalid: '这个号码好像不完整，麻烦再发一次。',
  message_left:
    '已转为留言（{contact}），客服会{when}在这个对话里回复您。您可以先离开；要补充的直接写在这里，有问题也可以继续问我。',
  call_noted: '好的，客服会{when}回电 {contact}。您可以先离开；要补充的直接写在这里，有问题也可以继续问我。',
  soon: '尽快',
  soon_after_opening: '在{when}上班后尽快',
  meanwhile: '好的，您接着问我，排队的位置会给您保留，客服接入时您会看到。',
  contact_taken: '谢谢，已记下 {contact}。客服上线后会联系您。',
  contact_invalid: '这个联系方式好像不完整，麻烦再发一次邮箱（如 name@example.com）或手机号。',
  noted: '已记下，客服接入后会看到您的留言。',
  still_waiting: '您已经在排队了，客服会尽快接入，请稍等。',
  returned_to_bot: '好的，已取消排队。有问题请直接问我，需要时随时说“转人工”。',
  go_on: '好的，请说。',
  as_you_wish: '好的，那您接着问；需要人工客服时，随时说“转人工”。',
  see_also: '相关：{title}',
} as const

/** The key of a sentence. */
export type WordKey = keyof typeof ZH
export type Catalogue = Record<WordKey, string>
/** Every sentence in every language. */
export type BotWords = Record<Language, Catalogue>

const EN: Catalogue = {
  fallback:
    "I'm sorry, I don't know the answer to that and would rather not guess. You can put it another way, or I can bring in a person.",
  fallback_none: "Sorry that none of those fit. Tell me in other words, or I'll bring in a person.",
  clarify: 'Which of these do you mean?',
  none_of_these: 'None of these',
  talk_to_person: 'Talk to a person',
  back_to_bot: 'Ask the bot',
  ask_person: "Sure, I'm connecting you to a person. They will see this conversation, so you needn't repeat anything.",
  missed_twice: "I can't help with this one, so I'm passing you to a person. They will see this conversation.",
  sensitive: "A colleague should look at this in person, so I'm passing you on now. They will see this conversation.",
  angry:
    "I'm sorry that this went so badly. I'm passing you to a person right away; they will see this conversation, so you needn't repeat anything.",
  ask_first: 'A person could take care of this. Shall I bring one in?',
  bot_failed:
    "Sorry, something went wrong on my side and I couldn't handle your message. I'm passing you to a person; your words are kept.",
  nobody_online:
    'Nobody is online right now. Please leave your e-mail or phone number and we will get back to you; this conversation stays open.',
  closed:
    'We are closed right now and back {when}. Leave your e-mail or phone number and we will get in touch then; this conversation stays open.',
  keep_waiting: 'Keep waiting',
  leave_message: 'Leave a message',
  call_back: 'Call me back',
  leave_queue: 'Leave the queue',
  ask_message:
    "Sure. Send me your message together with your e-mail or phone number. A colleague will answer right here; you needn't wait.",
  ask_phone: 'Sure. Which phone number can we reach you on?',
  contact_missing: 'Noted. Please add an e-mail or phone number, so that we can reach you.',
  phone_missing: 'Noted. Please add a phone number, so that we can call you back.',
  phone_invalid: "That number doesn't look complete. Please send it once more.",
  message_left:
    'Your message is kept ({contact}); a colleague will answer in this chat {when}. You can leave now. Add anything here, or go on asking me.',
  call_noted: 'All right, we will call {contact} {when}. You can leave now. Add anything here, or go on asking me.',
  soon: 'as soon as possible',
  soon_after_opening: 'soon after we are back {when}',
  meanwhile: 'Sure, ask me. Your place in the queue is kept, and you will see when a colleague joins.',
  contact_taken: 'Thank you, I noted {contact}. We will get in touch as soon as somebody is back.',
  contact_invalid:
    "That doesn't look complete. Please send your e-mail (like name@example.com) or phone number once more.",
  noted: 'Noted. The agent will read this as soon as they join.',
  still_waiting: "You're already in the queue; somebody will join as soon as possible.",
  returned_to_bot: 'All right, I took you out of the queue. Just ask me, and say "human" whenever you need a person.',
  go_on: 'Sure, go ahead.',
  as_you_wish: 'All right, go on asking; say "human" whenever you need a person.',
  see_also: 'Related: {title}',
}

export const DEFAULT_WORDS: BotWords = { zh: ZH, en: EN }
export const WORD_KEYS = Object.keys(ZH) as WordKey[]

/** The defaults with a tenant's own sentences on top; an empty override keeps the default. */
export function wordsWith(overrides: Partial<Record<Language, Partial<Catalogue>>>): BotWords {
  return { zh: merge(ZH, overrides.zh ?? {}), en: merge(EN, overrides.en ?? {}) }
}

/** Puts parameters in place of `{name}`; an unknown placeholder stays as it is, so that a slip is seen. */
export function fill(template: string, params: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole)
}

function merge(base: Catalogue, over: Partial<Catalogue>): Catalogue {
  const merged = { ...base }
  for (const key of WORD_KEYS) merged[key] = over[key]?.trim() || base[key]
  return merged
}
