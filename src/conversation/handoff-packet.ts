/** What the bot tells the agent when it lets go of a conversation. */
import type { Packet } from '../handoff/packet.ts'
import type { HandoffReason, Language } from '../message.ts'
import type { Page } from '../protocol.ts'
import { KNOWLEDGE_QUESTION } from '../retrieval/background.ts'
import type { Bot, Thought } from './bot.ts'

const INTENTS_SHOWN = 3
const PASSAGES_SHOWN = 3

/** Made from what the bot thought about the visitor's last words. */
export function packetFrom(
  reason: HandoffReason,
  language: Language,
  thought: Thought,
  input: { lastWords: string[]; page: Page | undefined },
  bot: Pick<Bot, 'intentTitle'>,
): Packet {
  const page = input.page === undefined ? {} : { page: input.page }
  const visitorWords = input.lastWords
  if (thought.kind === 'failed') return { reason, language, visitorWords, passages: [], ...page }
  const { intents, language: written, entities } = thought.understanding
  return {
    reason,
    language,
    visitorWords,
    ...page,
    understanding: {
      intents: intents
        .filter(isIntent)
        .slice(0, INTENTS_SHOWN)
        .map(({ name, confidence }) => ({
          name,
          title: bot.intentTitle(name, language),
          confidence,
        })),
      language: written,
      entities: entities.map(({ kind, text, value }) => ({ kind, text, value })),
    },
    passages: thought.hits.slice(0, PASSAGES_SHOWN).map(({ documentId, key, kind, title, confidence }) => ({
      documentId,
      key,
      kind,
      title,
      confidence,
    })),
  }
}

/** Background for the classifier, not something that a visitor wants. */
const isIntent = ({ name }: { name: string }): boolean => name !== KNOWLEDGE_QUESTION
