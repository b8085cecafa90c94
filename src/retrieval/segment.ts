/** A part of one language's passages, searched as it was made: only who of them lives changes. */
import { createBreath } from '../breath.ts'
import { type SpaceSegment, toSegment } from './inverted-index.ts'
import type { Passage } from './passage.ts'
import { invert } from './postings.ts'
import { type Room, type SegmentTexts, writeTexts } from './segment-texts.ts'
import type { Statistics } from './statistics.ts'
import { termsOf } from './terms.ts'

/** A passage in the index. */
export interface Entry {
  passage: Passage
  /** Where it stands: merging moves it. */
  segment: Segment
  at: number
}

export interface Segment {
  entries: Entry[]
  /** 1 for those that are there, 0 for those that are gone. */
  live: Uint8Array
  dead: number
  words: SpaceSegment
  chars: SpaceSegment
}

const NO_ROOM: Room = { entries: 0, texts: 0, terms: 0 }

/** One for each space. */
export type Spaces<T> = Record<'words' | 'chars', T>

/** A segment that nobody sees yet. Cutting the texts into terms is the dear part: .1 to 1 ms a passage. */
export async function makeSegment(passages: readonly Passage[], statistics: Spaces<Statistics>): Promise<Segment> {
  const room = { entries: passages.length, texts: 0, terms: 0 }
  const writers = { words: writeTexts(statistics.words, room), chars: writeTexts(statistics.chars, room) }
  const breath = createBreath()
  for (const { questions, text } of passages) {
    const terms = questions.map(termsOf)
    const body = termsOf(text)
    for (const space of ['words', 'chars'] as const)
      writers[space].add(
        terms.map(each => each[space]),
        body[space],
      )
    await breath()
  }
  const texts = { words: writers.words.finish(), chars: writers.chars.finish() }
  const segment = await seal(texts, statistics)
  segment.entries = passages.map((passage, at) => ({ passage, segment, at }))
  return segment
}

/** A segment of texts that were cut before; `living`: by place, the passage that each is of; undefined for one that is gone. */
export async function copySegment(
  cut: Spaces<SegmentTexts>,
  living: readonly (Passage | undefined)[],
  statistics: Spaces<Statistics>,
): Promise<Segment> {
  const passages = living.filter(passage => passage !== undefined)
  const texts = passages.length === living.length ? cut : await textsOfSome(cut, living, statistics)
  const segment = await seal(texts, statistics)
  segment.entries = passages.map((passage, at) => ({ passage, segment, at }))
  return segment
}

async function textsOfSome(
  cut: Spaces<SegmentTexts>,
  living: readonly unknown[],
  statistics: Spaces<Statistics>,
): Promise<Spaces<SegmentTexts>> {
  const breath = createBreath()
  const writers = { words: writeTexts(statistics.words, NO_ROOM), chars: writeTexts(statistics.chars, NO_ROOM) }
  for (const [at, passage] of living.entries()) {
    if (passage === undefined) continue
    for (const space of ['words', 'chars'] as const) writers[space].copy(cut[space], at)
    await breath()
  }
  return { words: writers.words.finish(), chars: writers.chars.finish() }
}

/** One segment with all that live in these, in slices. Its entries still stand in the old ones: `settle` moves them. */
export async function mergeSegments(
  segments: readonly Segment[],
  statistics: Spaces<Statistics>,
): Promise<{ merged: Segment; entries: Entry[] }> {
  const entries = segments.flatMap(({ entries, live }) => entries.filter((_, at) => live[at] === 1))
  const texts = {
    words: await copyTexts(entries, 'words', statistics),
    chars: await copyTexts(entries, 'chars', statistics),
  }
  return { merged: await seal(texts, statistics), entries }
}

/** Moves the entries into their new segment; who has died while it was made is dead there too. */
export function settle({ merged, entries }: Awaited<ReturnType<typeof mergeSegments>>): void {
  entries.forEach((entry, at) => {
    if (entry.segment.live[entry.at] === 0) {
      merged.live[at] = 0
      merged.dead++
    }
    entry.segment = merged
    entry.at = at
  })
  merged.entries = entries
}

async function copyTexts(
  entries: readonly Entry[],
  space: keyof Spaces<unknown>,
  statistics: Spaces<Statistics>,
): Promise<SegmentTexts> {
  const breath = createBreath()
  const room = roomOf(entries, space)
  await breath()
  const writer = writeTexts(statistics[space], room)
  for (const { segment, at } of entries) {
    writer.copy(segment[space].texts, at)
    await breath()
  }
  return writer.finish()
}

function roomOf(entries: readonly Entry[], space: keyof Spaces<unknown>): Room {
  const room = { entries: entries.length, texts: 0, terms: 0 }
  for (const { segment, at } of entries) {
    const { firstText, start } = segment[space].texts
    const [first, end] = [firstText[at]!, firstText[at + 1]!]
    room.texts += end - first
    room.terms += start[end]! - start[first]!
  }
  return room
}

async function seal(texts: Spaces<SegmentTexts>, statistics: Spaces<Statistics>): Promise<Segment> {
  const live = new Uint8Array(texts.words.entries).fill(1)
  const words = await sealSpace(texts.words, statistics.words, live)
  const chars = await sealSpace(texts.chars, statistics.chars, live)
  return { entries: [], live, dead: 0, words, chars }
}

async function sealSpace(texts: SegmentTexts, statistics: Statistics, live: Uint8Array): Promise<SpaceSegment> {
  const breath = createBreath()
  const steps = invert(texts, statistics.numbers.size)
  let step = steps.next()
  for (; !step.done; step = steps.next()) await breath()
  return toSegment(texts, step.value, live)
}
