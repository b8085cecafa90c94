/**
 * One language's passages as they are searched. What comes is a small segment of its own, seen at once; small segments
 * are merged beside the work, as many as are of one size, so a passage is moved a few times and never all are built anew
 * (O'Neil et al. 1996, "The log-structured merge-tree").
 */
import { createBreath } from '../breath.ts'
import { exactKey } from '../text/exact-key.ts'
import { scoreLexically } from './bm25.ts'
import type { Lexical } from './features.ts'
import { addSegment, createInvertedIndex, forget, type InvertedIndex } from './inverted-index.ts'
import { type Entry, mergeSegments, type Segment, type Spaces, settle } from './segment.ts'
import { selectEntries } from './select-entries.ts'
import type { Statistics } from './statistics.ts'
import { type TextTerms, termsOf } from './terms.ts'

/** A question of a passage. */
export interface QuestionPlace {
  entry: Entry
  question: number
}

export interface LanguageIndex extends Spaces<InvertedIndex> {
  segments: Segment[]
  /** By `exactKey`: where each question stands. */
  exact: Map<string, QuestionPlace[]>
  /** While segments are merged. */
  merging: Promise<void> | undefined
}

export interface HiddenEntry {
  entry: Entry
  /** The question's number; undefined hides the whole entry. */
  question?: number | undefined
}

export const createLanguageIndex = (): LanguageIndex => ({
  words: createInvertedIndex(),
  chars: createInvertedIndex(),
  segments: [],
  exact: new Map(),
  merging: undefined,
})

export const sizeOf = ({ words }: LanguageIndex): number => words.statistics.entries

/** All that live, in the order of their segments. */
export function liveEntries({ segments }: LanguageIndex): Entry[] {
  return segments.flatMap(({ entries, live }) => entries.filter((_, at) => live[at] === 1))
}

export const statisticsOf = ({ words, chars }: LanguageIndex): Spaces<Statistics> => ({
  words: words.statistics,
  chars: chars.statistics,
})

/** Seen from now on. `makeSegment` has made it. */
export function publish(index: LanguageIndex, segment: Segment): void {
  for (const space of ['words', 'chars'] as const) addSegment(index[space], segment[space])
  index.segments.push(segment)
  for (const entry of segment.entries) eachQuestion(entry, (key, place) => addTo(index.exact, key, place))
  index.merging ??= mergeAll(index)
}

/** The same in slices, for an index that nobody searches yet. */
export async function publishUnseen(index: LanguageIndex, segment: Segment): Promise<void> {
  const breath = createBreath()
  for (const space of ['words', 'chars'] as const) {
    addSegment(index[space], segment[space])
    await breath()
  }
  index.segments.push(segment)
  for (const entry of segment.entries) {
    eachQuestion(entry, (key, place) => addTo(index.exact, key, place))
    await breath()
  }
}

/** Not seen any more. */
export function bury(index: LanguageIndex, entry: Entry): void {
  const { segment, at } = entry
  segment.live[at] = 0
  segment.dead++
  for (const space of ['words', 'chars'] as const) forget(index[space], segment[space], at)
  eachQuestion(entry, key => {
    const others = (index.exact.get(key) ?? []).filter(place => place.entry !== entry)
    if (others.length > 0) index.exact.set(key, others)
    else index.exact.delete(key)
  })
  if (mostlyDead(segment)) index.merging ??= mergeAll(index)
}

/** Up to so many entries all are scored: about a millisecond. */
const ALL_UP_TO = 1_000
/**
 * In larger bases only the most promising are, so many a space, and those that something else has found. 100 find the same
 * among 6,000 questions with answers of each language, and among as many paraphrases.
 */
const PROMISING = 50

/** `found`: entries that are scored in any case; asked for only where not all are. */
export function lexicalScores(
  index: LanguageIndex,
  normalized: string,
  hidden?: HiddenEntry,
  found: () => readonly Entry[] = () => [],
): Lexical {
  const terms = termsOf(normalized)
  const some = sizeOf(index) > ALL_UP_TO ? promising(index, terms, found()) : undefined
  const inSpace = (space: keyof TextTerms) => {
    const places = some?.map(({ segment, at }) => ({ segment: segment[space], entry: at }))
    const without = hidden && {
      segment: hidden.entry.segment[space],
      entry: hidden.entry.at,
      question: hidden.question,
    }
    return scoreLexically(index[space], terms[space], without, places)
  }
  return { entries: some ?? liveEntries(index), words: inSpace('words'), chars: inSpace('chars') }
}

/** Each space has its say: a typo is only seen by the characters, a synonym only by the words. */
function promising(index: LanguageIndex, terms: TextTerms, found: readonly Entry[]): Entry[] {
  const best = (['words', 'chars'] as const).flatMap(space => selectEntries(index[space], terms[space], PROMISING))
  return [...new Set([...best.map(({ segment, entry }) => index.segments[segment]!.entries[entry]!), ...found])]
}

function eachQuestion(entry: Entry, see: (key: string, place: QuestionPlace) => void): void {
  entry.passage.questions.forEach((text, question) => {
    see(exactKey(text), { entry, question })
  })
}

function addTo(exact: LanguageIndex['exact'], key: string, place: QuestionPlace): void {
  const places = exact.get(key)
  if (places) places.push(place)
  else exact.set(key, [place])
}

/** So many segments of about one size become one, about as many times larger. */
const FAN = 4
const SMALLEST = 64

/** Until nothing is left to merge. What is searched changes in one step, without a wait between. */
async function mergeAll(index: LanguageIndex): Promise<void> {
  // Whoever published the last one goes on first.
  await Promise.resolve()
  for (let old = nextToMerge(index.segments); old.length > 0; old = nextToMerge(index.segments)) {
    const made = await mergeSegments(old, statisticsOf(index))
    settle(made)
    replaceSegments(index, old, made.entries.length > 0 ? made.merged : undefined)
  }
  index.merging = undefined
}

/** The smallest that are enough of one size, else one that is mostly dead. */
function nextToMerge(segments: readonly Segment[]): Segment[] {
  const tiers = new Map<number, Segment[]>()
  for (const segment of segments) {
    const living = segment.entries.length - segment.dead
    const tier = Math.floor(Math.log(Math.max(1, living / SMALLEST)) / Math.log(FAN))
    tiers.set(tier, [...(tiers.get(tier) ?? []), segment])
  }
  const [smallest] = [...tiers].filter(([, each]) => each.length >= FAN).sort(([a], [b]) => a - b)
  return smallest?.[1] ?? segments.filter(mostlyDead).slice(0, 1)
}

const mostlyDead = ({ entries, dead }: Segment): boolean => dead > entries.length / 2

/** The statistics stay: the same entries live. */
function replaceSegments(index: LanguageIndex, old: readonly Segment[], merged: Segment | undefined): void {
  const gone = new Set(old)
  index.segments = index.segments.filter(segment => !gone.has(segment))
  if (merged) index.segments.push(merged)
  for (const space of ['words', 'chars'] as const) index[space].segments = index.segments.map(each => each[space])
}
