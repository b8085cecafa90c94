/**
 * The words that the passages are written in, kept for the next start: learning them cuts every text once more. They are
 * kept in groups of documents; a group with any change is learned anew, so that words of what is gone never stay.
 */
import { createHash } from 'node:crypto'
import { createBreath } from '../breath.ts'
import { learnWords, type OwnWords } from '../text/speller.ts'
import { type KeptFolder, NotAsKept } from './kept-folder.ts'
import { type Passage, textsOf } from './passage.ts'
import { cuttingMeans, type Digests } from './passage-digest.ts'

const SET = 'words'
/** A changed document costs a so-manieth of all. */
const GROUPS = 64

interface KeptGroup {
  digest: string
  words: [string, number][]
  grams: string[]
}
type KeptGroups = Record<string, KeptGroup>

/** The words of all these passages. */
export async function restoreWords(
  folder: KeptFolder,
  passages: readonly Passage[],
  digests: Digests,
): Promise<OwnWords> {
  const own = learnWords([])
  const breath = createBreath()
  for (const { words, grams } of await groupsOf(folder, passages, digests)) {
    for (const [word, count] of words) own.words.set(word, (own.words.get(word) ?? 0) + count)
    for (const gram of grams) own.grams.add(gram)
    await breath()
  }
  return own
}

/** @throws what the file system throws. */
export async function keepWords(folder: KeptFolder, passages: readonly Passage[], digests: Digests): Promise<void> {
  const groups = await groupsOf(folder, passages, digests)
  const kept: KeptGroups = Object.fromEntries(groups.map(group => [group.number, group]))
  await folder.write(SET, cuttingMeans(), { groups: [Buffer.from(JSON.stringify(kept))] })
}

/** Each as it was kept, where nothing in it has changed. */
async function groupsOf(
  folder: KeptFolder,
  passages: readonly Passage[],
  digests: Digests,
): Promise<(KeptGroup & { number: number })[]> {
  const kept = await readGroups(folder)
  const groups: (KeptGroup & { number: number })[] = []
  for (const [number, members] of inGroups(passages)) {
    const digest = digestOf(members, digests)
    const known = kept[number]
    groups.push({ number, ...(known?.digest === digest ? known : await learnGroup(members, digest)) })
  }
  return groups
}

async function readGroups(folder: KeptFolder): Promise<KeptGroups> {
  try {
    const set = await folder.read(SET, cuttingMeans())
    return ((await set?.json('groups')) ?? {}) as KeptGroups
  } catch (error) {
    if (!(error instanceof NotAsKept)) throw error
    return {}
  }
}

async function learnGroup(passages: readonly Passage[], digest: string): Promise<KeptGroup> {
  const own = learnWords([])
  const breath = createBreath()
  for (const passage of passages) {
    learnWords(textsOf(passage), own)
    await breath()
  }
  return { digest, words: [...own.words], grams: [...own.grams] }
}

/** By document, so that a changed one stays in its group. */
function inGroups(passages: readonly Passage[]): Map<number, Passage[]> {
  const groups = new Map<number, Passage[]>()
  for (const passage of passages) {
    const number = numberOf(passage.documentId)
    const members = groups.get(number)
    if (members) members.push(passage)
    else groups.set(number, [passage])
  }
  return groups
}

function numberOf(id: string): number {
  let number = 7
  for (let i = 0; i < id.length; i++) number = (31 * number + id.charCodeAt(i)) >>> 0
  return number % GROUPS
}

/** Whatever their order. */
function digestOf(passages: readonly Passage[], digests: Digests): string {
  const all = passages.map(({ passageId }) => digests.get(passageId) ?? '').sort()
  return createHash('sha256').update(all.join('\n')).digest('base64url')
}
