/**
 * The terms that the passages' texts were cut into, kept for the next start: with the dictionary they cost half a
 * millisecond a passage. Segments are kept as they stand; what has changed since is left out when they are read.
 */
import { createBreath } from '../breath.ts'
import type { Language } from '../message.ts'
import { type KeptFolder, type KeptSet, NotAsKept, type Part } from './kept-folder.ts'
import { createLanguageIndex, type LanguageIndex, publishUnseen } from './language-index.ts'
import type { Passage } from './passage.ts'
import { cuttingMeans, type Digests } from './passage-digest.ts'
import { copySegment, type Segment, type Spaces } from './segment.ts'
import type { SegmentTexts } from './segment-texts.ts'
import type { Shelf } from './shelf.ts'
import { numberOf, type Statistics } from './statistics.ts'

const SET = 'terms'
const SPACES = ['words', 'chars'] as const

/** How a segment stands in its part: 32-bit numbers first, so that all are at even addresses. */
interface KeptSegment {
  part: string
  /** Passage and digest; null for one that is gone. */
  entries: ([id: string, digest: string] | null)[]
  sizes: Spaces<{ texts: number; terms: number }>
}
type Contents = Partial<Record<Language, KeptSegment[]>>

/** @throws what the file system throws. */
export async function keepTerms(folder: KeptFolder, shelf: Shelf, digests: Digests): Promise<void> {
  const contents: Contents = {}
  const parts: Record<string, Part> = {}
  for (const [language, index] of shelf.languages) {
    // Segments never change but for who lives: this is how it stands now, whatever comes while it is written.
    contents[language] = index.segments.map((segment, i) => describe(`${language}-${i}`, segment, digests))
    index.segments.forEach((segment, i) => {
      parts[`${language}-${i}`] = SPACES.flatMap(space => wholeOf(segment[space].texts)).concat(
        SPACES.map(space => bytesOf(segment[space].texts.tenths)),
      )
    })
    for (const space of SPACES) {
      const terms = [...index[space].statistics.numbers.keys()]
      parts[`${language}-${space}`] = [Buffer.from(JSON.stringify(terms))]
    }
  }
  parts.contents = [Buffer.from(JSON.stringify(contents))]
  await folder.write(SET, cuttingMeans(), parts)
}

/** Puts all kept passages on the empty shelf whose texts are still the same; the rest is to be cut. */
export async function restoreTerms(
  folder: KeptFolder,
  shelf: Shelf,
  passages: readonly Passage[],
  digests: Digests,
): Promise<void> {
  const set = await folder.read(SET, cuttingMeans())
  if (set === undefined) return
  const byId = new Map(passages.map(passage => [passage.passageId, passage]))
  const wanted = (entry: [string, string] | null, language: Language): Passage | undefined => {
    const passage = entry === null ? undefined : byId.get(entry[0])
    return passage?.language === language && digests.get(entry![0]) === entry![1] ? passage : undefined
  }
  try {
    const contents = (await set.json('contents')) as Contents
    for (const [language, segments] of Object.entries(contents) as [Language, KeptSegment[]][]) {
      const index = createLanguageIndex()
      for (const space of SPACES) await readDictionary(set, `${language}-${space}`, index[space].statistics)
      for (const kept of segments) {
        const living = kept.entries.map(entry => wanted(entry, language))
        if (living.some(Boolean)) await publishUnseen(index, await readSegment(set, kept, index, living))
      }
      if (index.segments.length > 0) await shelf.adopt(language, index)
    }
  } catch (error) {
    // What is on the shelf so far is whole; the rest is cut anew.
    if (!(error instanceof NotAsKept)) throw error
  }
}

function describe(part: string, { entries, live, words, chars }: Segment, digests: Digests): KeptSegment {
  const sizeOf = ({ texts }: Segment['words']) => ({ texts: texts.start.length - 1, terms: texts.term.length })
  return {
    part,
    entries: entries.map(({ passage: { passageId } }, at) => {
      const digest = digests.get(passageId)
      return live[at] === 1 && digest !== undefined ? [passageId, digest] : null
    }),
    sizes: { words: sizeOf(words), chars: sizeOf(chars) },
  }
}

const wholeOf = ({ firstText, start, term, lengths }: SegmentTexts) => [firstText, start, term, lengths].map(bytesOf)

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

async function readDictionary(set: KeptSet, part: string, statistics: Statistics): Promise<void> {
  const breath = createBreath()
  for (const term of (await set.json(part)) as string[]) {
    numberOf(statistics, term)
    await breath()
  }
}

/** `living`: by place in the segment, the passage that is still the same. */
async function readSegment(
  set: KeptSet,
  { part, entries, sizes }: KeptSegment,
  index: LanguageIndex,
  living: readonly (Passage | undefined)[],
): Promise<Segment> {
  const { buffer } = await set.bytes(part)
  let at = 0
  const take = (count: number) => {
    at += 4 * count
    return new Uint32Array(buffer, at - 4 * count, count)
  }
  const wholes = SPACES.map(space => ({
    entries: entries.length,
    firstText: take(entries.length + 1),
    start: take(sizes[space].texts + 1),
    term: take(sizes[space].terms),
    lengths: take(entries.length),
  }))
  const [words, chars] = wholes.map((whole): SegmentTexts => {
    at += 2 * whole.term.length
    return { ...whole, tenths: new Uint16Array(buffer, at - 2 * whole.term.length, whole.term.length) }
  })
  const statistics = { words: index.words.statistics, chars: index.chars.statistics }
  return copySegment({ words: words!, chars: chars! }, living, statistics)
}
