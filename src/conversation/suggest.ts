/**
 * Suggested answers for the agent who holds a conversation: what the bot itself would find for the visitor's last
 * words. The agent reads before he sends, so less sureness is needed than for an answer of the bot's own.
 */
import type { TenantDb } from '../db.ts'
import type { Candidate } from '../dialog/candidates.ts'
import { asksForPerson } from '../dialog/wording.ts'
import { Conflict } from '../errors.ts'
import { conversationNotFound } from '../handoff/under-lock.ts'
import { type Content, type Language, MAX_TEXT } from '../message.ts'
import { plainAnswer } from '../retrieval/plain-answer.ts'
import type { Bot } from './bot.ts'
import {
  type NewSuggestion,
  readSaid,
  readSuggestions,
  type Said,
  type Suggestion,
  storeSuggestions,
} from './suggestion.store.ts'

export const SUGGESTIONS_AT_MOST = 3
/**
 * Nothing is suggested when the best is less sure than this. Sample, tuned questions, at 0.35 / 0.45 / 0.55: right among
 * the three 83 / 77 / 70 %; something suggested where the knowledge has nothing 37 / 30 / 23 % (bench/copilot.ts).
 */
export const BEST_FROM = 0.45
/** What is less sure is not worth a second look. */
export const OTHERS_FROM = 0.08
const BEFORE_AT_MOST = 4

/** What the visitor wants answered. */
export interface Question {
  /** Of his newest message. */
  seq: number
  contents: Content[]
  /** What he said earlier, oldest first. */
  before: string[]
}

/**
 * At most three answers to what the visitor said since the agent last spoke; stored as offered, and the same when asked
 * again. @throws NotFound; Conflict `not_holder` when the agent does not hold the conversation.
 */
export async function suggest(
  db: TenantDb,
  bot: Pick<Bot, 'think' | 'candidates'>,
  conversationId: string,
  agentId: string,
): Promise<Suggestion[]> {
  const read = await readSaid(db, conversationId)
  if (read === undefined) throw conversationNotFound(conversationId)
  if (read.agentId !== agentId) throw notHolder()
  const question = questionIn(read.said)
  if (question === undefined) return []
  const known = await readSuggestions(db, conversationId, agentId, question.seq)
  if (known.length > 0) return known
  const thought = await bot.think(question.contents, question.before)
  const language = thought.understanding.language === 'en' ? 'en' : 'zh'
  const found = choose(bot.candidates(thought), language)
  if (found.length === 0) return []
  await storeSuggestions(db, conversationId, agentId, question.seq, found)
  return readSuggestions(db, conversationId, agentId, question.seq)
}

/** What is not answered yet; "a person, please" has been answered by the agent's coming. */
export function questionIn(said: readonly Said[]): Question | undefined {
  const since = said.slice(said.findLastIndex(({ kind }) => kind === 'agent') + 1)
  const asked = since.filter(one => one.kind === 'visitor' && !wantsPerson(one.content))
  const newest = asked.at(-1)
  if (newest === undefined) return undefined
  // Lines in a row are one question; what the bot has answered in between is not.
  const answered = since.findLast(one => one.kind !== 'visitor')?.seq ?? 0
  const row = asked.filter(({ seq }) => seq > answered)
  const question = row.length === 0 ? [newest] : row
  const before = said.filter(({ kind, seq }) => kind === 'visitor' && seq < question[0]!.seq)
  return {
    seq: newest.seq,
    contents: question.map(({ content: { choice: _, ...content } }) => content),
    before: before.slice(-BEFORE_AT_MOST).map(({ content }) => content.text),
  }
}

const wantsPerson = ({ text, choice }: Content): boolean =>
  choice === 'person' || choice === 'bot' || asksForPerson(text.normalize('NFKC').toLowerCase())

/** The sure ones that are words: small talk the agent has himself, and a person is there already. */
export function choose(candidates: readonly Candidate[], language: Language): NewSuggestion[] {
  const found = candidates
    .map(candidate => ({ ...wordsOf(candidate, language), confidence: candidate.confidence }))
    .filter((one): one is NewSuggestion => one.text !== undefined && one.text !== '' && one.confidence >= OTHERS_FROM)
  return (found[0]?.confidence ?? 0) < BEST_FROM ? [] : found.slice(0, SUGGESTIONS_AT_MOST)
}

function wordsOf(candidate: Candidate, language: Language): Partial<NewSuggestion> {
  if (candidate.kind === 'intent') {
    const { name, title, kind, answer } = candidate.intent
    if (kind !== 'answer') return {}
    return { kind: 'intent', intent: name, title: title[language], text: plain(answer[language]) }
  }
  const { kind, title, documentId, passageId, url, answer, text } = candidate.hit
  return { kind, title, documentId, passageId, ...(url ? { url } : {}), text: plain(answer ?? text) }
}

const plain = (markdown: string): string => plainAnswer(markdown).slice(0, MAX_TEXT)

const notHolder = (): Conflict =>
  new Conflict('not_holder', 'You do not hold this conversation any more.', {
    remedy: 'Suggestions are made for the agent who answers.',
  })
