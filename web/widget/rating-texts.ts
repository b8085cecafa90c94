import type { Locale } from './settings.ts'

/** Words of the form that asks for a rating. */
const en = {
  agent: 'How was your chat with {name}?',
  bot: 'How was the bot’s help?',
  words: 'Anything to add? (optional)',
  send: 'Send',
  failed: 'Not sent. Please try again.',
  one: 'Very bad',
  two: 'Bad',
  three: 'Fair',
  four: 'Good',
  five: 'Very good',
}

export type RatingTexts = typeof en

const zh: RatingTexts = {
  agent: '{name} 的服务怎么样？',
  bot: '机器人帮到您了吗？',
  words: '还想说点什么？（选填）',
  send: '提交评价',
  failed: '没有提交成功，请重试。',
  one: '很不满意',
  two: '不满意',
  three: '一般',
  four: '满意',
  five: '非常满意',
}

export const RATING_TEXTS: Readonly<Record<Locale, RatingTexts>> = { zh, en }
