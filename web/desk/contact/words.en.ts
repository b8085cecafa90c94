import type { contactZh } from './words.zh.ts'

/** Words of what is known of a visitor, and of what follows on his conversation. */
export const contactEn: Record<keyof typeof contactZh, string> = {
  lookers: '{{names}} looking too',
  'lookers.and': ', ',
  'typing.colleague': '{{name}} is typing…',
  'recall.do': 'Take back',
  'recall.done': 'Taken back: the visitor does not see it any more',
  'recall.line': '{{agent}} took back a message',
  'recall.original': 'Show what it said',
  'event.rating_asked.bot': 'The visitor was asked to rate the bot',
  'event.rating_asked.agent': 'The visitor was asked to rate {{agent}}',
  'event.rated_one': 'The visitor’s rating: {{stars}} {{count}} of 5',
  'event.rated_other': 'The visitor’s rating: {{stars}} {{count}} of 5',
  'event.rated_words': '“{{words}}”',
}
