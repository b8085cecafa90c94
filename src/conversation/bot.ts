/** A tenant's bot: what it understands, what it knows and how it decides, behind one small face. */
import { type Candidate, rankCandidates } from '../dialog/candidates.ts'
import type { Decision } from '../dialog/decision.ts'
import type { Facts } from '../dialog/handover/facts.ts'
import { type Handover, looksAround, SHIPPED_HANDOVER } from '../dialog/handover/ruling.ts'
import { initialState } from '../dialog/initial-state.ts'
import type { IntentInfo } from '../dialog/intent-info.ts'
import { factsOf, step } from '../dialog/machine.ts'
import type { DialogEvent, DialogState, Piece } from '../dialog/state.ts'
import { DEFAULT_THRESHOLDS, type Thresholds } from '../dialog/thresholds.ts'
import { typedChoice } from '../dialog/typed-choice.ts'
import { type BotWords, DEFAULT_WORDS } from '../dialog/words.ts'
import type { Content, Language } from '../message.ts'
import type { Understanding } from '../nlu/understanding.ts'
import type { Page } from '../protocol.ts'
import { resolveFollowUp } from '../retrieval/follow-up.ts'
import type { Hit } from '../retrieval/hit.ts'
import { ANYBODY, type Viewer } from '../retrieval/scope.ts'
import { piecesOf } from './pieces.ts'

/** What the bot made of a visitor's words; `failed` when it threw or took too long. */
export type Thought =
  | { kind: 'thought'; understanding: Understanding; hits: Hit[]; pieces?: Piece[]; choice?: string; chosen?: Hit }
  | { kind: 'failed' }

export interface Bot {
  /** Understands the visitor's unanswered messages as one, and looks for passages. `before`: what he said earlier, oldest first. */
  think(unanswered: readonly Content[], before?: readonly string[]): Promise<Extract<Thought, { kind: 'thought' }>>
  /** Pure: the next state and what to do. */
  decide(state: DialogState, event: DialogEvent): { state: DialogState; decision: Decision }
  /** What could be said to it, of each of its matters, best first. */
  candidates(thought: Extract<Thought, { kind: 'thought' }>): Candidate[]
  /** What the company's rules see of it; nothing of an event that the bot does not answer. */
  factsOf(state: DialogState, event: DialogEvent): Facts | undefined
  /** Its rules look at labels or attributes of the visitor. */
  looksAround: boolean
  initialState(page: Page | undefined): DialogState
  /** The language of the page or browser, when it is one that the bot speaks. */
  pageLanguage(page: Page | undefined): Language | undefined
  intentTitle(name: string, language: Language): string
  /** The same bot, for one who may see other knowledge. */
  seenBy(viewer: Viewer): Bot
}

export interface BotParts {
  understand(text: string): Promise<Understanding>
  search(query: Understanding, options: { limit: number; language: Language; viewer: Viewer }): Promise<Hit[]>
  /** The sentences of a passage that answer; undefined when all of it does. */
  extract?(query: Understanding, hit: Hit): Promise<string | undefined>
  /** The passage that a button names: `faq:KEY` or `passage:ID`. */
  find(choice: string, language: Language, viewer: Viewer): Hit | undefined
  intents: readonly IntentInfo[]
  words: BotWords
  thresholds: Thresholds
  /** When conversations go to a person; left out: as shipped. */
  handover?: Handover
  /** Spoken when neither words nor page tell a language. */
  language: Language
}

const HITS = 8
/** Hits of which the answering sentences are looked for: intents may stand before the first. */
const EXTRACTED = 2

export function createBot(parts: BotParts, viewer: Viewer = ANYBODY): Bot {
  const titles = new Map(parts.intents.map(intent => [intent.name, intent.title]))
  const intents = new Map(parts.intents.map(intent => [intent.name, intent]))

  async function think(
    unanswered: readonly Content[],
    before: readonly string[] = [],
  ): Promise<Extract<Thought, { kind: 'thought' }>> {
    const text = unanswered.map(content => content.text).join('\n')
    const said = await parts.understand(text)
    const whole = resolveFollowUp(text, before)
    const meant = whole.used ? await parts.understand(whole.text) : said
    const language = said.language === 'en' ? 'en' : 'zh'
    const hits = await withExtracts(meant, await parts.search(meant, { limit: HITS, language, viewer }))
    // What he means is completed by his questions before; what he wrote stays what he wrote.
    const understanding = { ...said, intents: meant.intents, outOfScope: meant.outOfScope }
    const choice = unanswered.at(-1)?.choice
    if (choice !== undefined) return { kind: 'thought', understanding, hits, choice }
    const pieces: Piece[] = []
    for (const piece of piecesOf({ understanding, hits }, intents, parts.thresholds))
      pieces.push(await look(piece, language))
    return { kind: 'thought', understanding, hits, ...(pieces.length === 0 ? {} : { pieces }) }
  }

  /** A part of a message, understood as if it had come alone. */
  async function look(text: string, language: Language): Promise<Piece> {
    const understanding = await parts.understand(text)
    return { understanding, hits: await parts.search(understanding, { limit: HITS, language, viewer }) }
  }

  /** Only the best can be what is said. */
  async function withExtracts(meant: Understanding, hits: readonly Hit[]): Promise<Hit[]> {
    const { extract } = parts
    if (extract === undefined) return [...hits]
    return Promise.all(
      hits.map(async (hit, i) => {
        const answer = i < EXTRACTED ? await extract(meant, hit) : undefined
        return answer === undefined ? hit : { ...hit, answer }
      }),
    )
  }

  /** A button may be pressed with the mouse or in words ("the second one"); its passage is looked up here. */
  function withChoice(state: DialogState, event: DialogEvent): DialogEvent {
    if (event.kind !== 'message') return event
    const choice = event.choice ?? typedChoice(state, event.understanding.normalized)
    if (choice === undefined) return event
    const chosen = parts.find(choice, state.language, viewer)
    return { ...event, choice, ...(chosen === undefined ? {} : { chosen }) }
  }

  /** The same candidate of two matters counts once, as the better one. */
  function candidates({ understanding, hits, pieces = [] }: Extract<Thought, { kind: 'thought' }>): Candidate[] {
    const all = [{ understanding, hits }, ...pieces]
      .flatMap(one => rankCandidates(one.understanding, one.hits, intents, parts.thresholds))
      .sort((a, b) => b.confidence - a.confidence)
    return all.filter((one, at) => all.findIndex(({ id }) => id === one.id) === at)
  }

  const pageLanguage = (page: Page | undefined): Language | undefined => {
    const locale = page?.locale?.toLowerCase() ?? ''
    return locale.startsWith('zh') ? 'zh' : locale.startsWith('en') ? 'en' : undefined
  }

  const decidesBy = [parts.words, parts.thresholds, parts.intents, parts.handover ?? SHIPPED_HANDOVER] as const
  return {
    think,
    candidates,
    decide: (state, event) => step(state, withChoice(state, event), ...decidesBy),
    factsOf: (state, event) => factsOf(state, withChoice(state, event), ...decidesBy),
    looksAround: looksAround(decidesBy[3].settings),
    initialState: page => initialState(pageLanguage(page) ?? parts.language),
    pageLanguage,
    intentTitle: (name, language) => titles.get(name)?.[language] || name,
    seenBy: other => createBot(parts, other),
  }
}

/** What speaks for a tenant whose bot cannot be loaded: it fails at every question, so that a person takes over. */
export function createSpareBot(): Bot {
  const fail = () => Promise.reject(new Error('the bot could not be loaded'))
  return createBot({
    understand: fail,
    search: fail,
    find: () => undefined,
    intents: [],
    words: DEFAULT_WORDS,
    thresholds: DEFAULT_THRESHOLDS,
    language: 'zh',
  })
}
