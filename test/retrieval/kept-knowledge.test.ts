import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Embedder } from '../../src/embedder.ts'
import { createRandom } from '../../src/random.ts'
import { openKeptFolder } from '../../src/retrieval/kept-folder.ts'
import { keepWords, restoreWords } from '../../src/retrieval/kept-words.ts'
import type { Passage } from '../../src/retrieval/passage.ts'
import { digestsOf } from '../../src/retrieval/passage-digest.ts'
import { createKnowledge, type Knowledge } from '../../src/retrieval/search.ts'
import { hasHnsw } from '../../src/retrieval/vector-index-graph.ts'
import { createProcessIndex, restoreProcessIndex } from '../../src/retrieval/vector-index-hnsw.ts'
import { learnWords } from '../../src/text/speller.ts'
import { ask, fakeEmbedder, faq } from './passages.ts'

const WORDS =
  'return parcel invoice teapot store ship fee password refund card lake box gift order cup 退货 运费 发票 茶壶 门店'
const random = createRandom(11)
const words = (count: number) =>
  Array.from({ length: count }, () => WORDS.split(' ')[Math.floor(20 * random())]!).join(' ')

const passage = (i: number): Passage =>
  faq(`key ${i}`, i % 2 ? 'zh' : 'en', [words(4), words(3)], `${words(12)}. ${words(9)}.`)
const PASSAGES = Array.from({ length: 150 }, (_, i) => passage(i))
const QUERIES = Array.from({ length: 15 }, () => words(4))

/** No two texts are equally near to anything: which of such a graph finds and which a scan is anybody's guess. */
function distinctEmbedder(): Embedder {
  const fake = fakeEmbedder()
  const embed: Embedder['embed'] = async (texts, side) => {
    const vectors = await fake.embed(texts, side)
    return vectors.map((vector, i) => {
      const own = createRandom([...texts[i]!].reduce((sum, character) => 31 * sum + character.codePointAt(0)!, 7) >>> 0)
      const moved = vector.map(x => x + 0.02 * own())
      return moved.map(x => x / Math.hypot(...moved))
    })
  }
  return { ...fake, embed }
}

let path: string
const folder = () => openKeptFolder(path)
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'yingda-kept-'))
})
afterEach(() => rmSync(path, { recursive: true }))

/** As a process makes it at its start, with what it cut and embedded itself. */
async function start(passages: readonly Passage[], graphFrom: number, identity = 'fake') {
  const embedder = { ...distinctEmbedder(), identity }
  let embedded = 0
  const embed: typeof embedder.embed = (texts, side) => {
    if (side === 'passage') embedded += texts.length
    return embedder.embed(texts, side)
  }
  const kept = { folder: folder(), digests: await digestsOf(passages) }
  const vectorIndex = await restoreProcessIndex(embedder.dims, { ...kept, identity }, graphFrom)
  const knowledge = await createKnowledge(passages, { embedder: { ...embedder, embed }, vectorIndex, kept })
  await vectorIndex.settled()
  return { knowledge, embedded, unkept: knowledge.unkept }
}

async function keep(knowledge: Knowledge): Promise<void> {
  await knowledge.keep(folder(), await digestsOf(knowledge.passages()))
}

type Found = Map<string, number>[]
async function answers(knowledge: Knowledge): Promise<Found> {
  const found: Found = []
  for (const query of QUERIES) {
    const hits = await ask(knowledge, query, 'en', 10)
    found.push(new Map(hits.map(hit => [hit.passageId, hit.confidence])))
  }
  return found
}

/** Exact rows are rounded, those of a graph are not. */
function expectSame(got: Found, wanted: Found, where?: string): void {
  got.forEach((hits, i) => {
    expect([...hits.keys()].sort(), where).toEqual([...wanted[i]!.keys()].sort())
    for (const [id, confidence] of hits) expect(Math.abs(confidence - wanted[i]!.get(id)!), where).toBeLessThan(1e-3)
  })
}

const kinds: [string, number][] = [['exact', 1e9]]
if (await hasHnsw()) kinds.push(['hnsw', 1])

describe.each(kinds)('knowledge with the %s index, started again', (kind, graphFrom) => {
  it('is the same, and nothing is cut or embedded again', async () => {
    const first = await start(PASSAGES, graphFrom)
    expect(first.unkept).toBe(PASSAGES.length)
    await keep(first.knowledge)
    expect(first.knowledge.unkept).toBe(0)
    const second = await start(PASSAGES, graphFrom)
    expect(second).toMatchObject({ embedded: 0, unkept: 0 })
    expect(second.knowledge.indexKind).toBe(kind)
    expectSame(await answers(second.knowledge), await answers(first.knowledge))
    // It goes on as any other.
    await second.knowledge.upsert('new', [{ ...faq('new', 'en', ['zyx'], 'Here.'), documentId: 'new' }])
    expect((await ask(second.knowledge, 'zyx', 'en'))[0]).toMatchObject({ key: 'new' })
  })

  it('shows what the database says, whatever has changed meanwhile', async () => {
    const first = await start(PASSAGES, graphFrom)
    await first.knowledge.remove(PASSAGES[4]!.documentId)
    await keep(first.knowledge)
    const changed = { ...PASSAGES[7]!, questions: ['qwv'], text: 'Qwv is another text now.' }
    const renamed = { ...PASSAGES[9]!, title: 'Another title', url: 'https://example.com/' }
    const added = faq('added', 'en', ['zyx?'], 'Zyx.')
    const now = [...PASSAGES.slice(20), changed, renamed, added]
    const second = await start(now, graphFrom)
    // The changed and the added: two questions and their answers.
    expect(second).toMatchObject({ embedded: 4, unkept: 2 })
    const fresh = await createKnowledge(now, { embedder: distinctEmbedder() })
    expectSame(await answers(second.knowledge), await answers(fresh))
    expect(second.knowledge.size).toBe(now.length)
    expect((await ask(second.knowledge, 'qwv', 'zh'))[0]).toMatchObject({ key: 'key 7' })
    expect(second.knowledge.find('key 9', 'zh')).toMatchObject({ title: 'Another title' })
    expect(second.knowledge.find('key 5', 'zh')).toBeUndefined()
  })

  it('is made anew where a file is damaged, however, and where the embedder is another', async () => {
    const first = await start(PASSAGES, graphFrom)
    await keep(first.knowledge)
    const right = await answers(first.knowledge)
    expect((await start(PASSAGES, graphFrom, 'another')).embedded).toBe(3 * PASSAGES.length)
    for (const name of readdirSync(path)) {
      const file = join(path, name)
      const whole = readFileSync(file)
      for (const bytes of [
        whole.subarray(0, whole.length / 2),
        Buffer.from(whole.map((byte, i) => (i === 40 ? byte ^ 1 : byte))),
      ]) {
        writeFileSync(file, bytes)
        const second = await start(PASSAGES, graphFrom)
        expect(second.unkept, name).toBeGreaterThan(0)
        expectSame(await answers(second.knowledge), right, name)
      }
      writeFileSync(file, whole)
    }
    expect((await start(PASSAGES, graphFrom)).unkept).toBe(0)
  })

  it('sees at once what comes and goes while it is written', async () => {
    const first = await start(PASSAGES, graphFrom)
    const writing = keep(first.knowledge)
    let changes = 0
    const done = writing.then(() => true)
    while (!(await Promise.race([done, new Promise(resolve => setImmediate(resolve, false))]))) {
      const text = `zyx${changes++} 退货`
      await first.knowledge.upsert('new', [{ ...faq('new', 'en', [text], text), passageId: text, documentId: 'new' }])
      expect((await ask(first.knowledge, text, 'en'))[0]).toMatchObject({ passageId: text })
    }
    expect(changes).toBeGreaterThan(2)
    const second = await start(first.knowledge.passages(), graphFrom)
    expect(second.unkept).toBeLessThan(2)
    for (const { knowledge } of [first, second]) {
      const [last] = (await ask(knowledge, `zyx${changes - 1} 退货`, 'en')).map(hit => hit.passageId)
      expect(last).toBe(`zyx${changes - 1} 退货`)
      expect(knowledge.find('new', 'en')).toMatchObject({ passageId: last })
      expect((await ask(knowledge, 'zyx0', 'en', 400)).map(hit => hit.passageId)).not.toContain('zyx0 退货')
      expect(knowledge.size).toBe(PASSAGES.length + 1)
    }
  })
})

it.runIf(await hasHnsw())('a graph of which most is gone is not taken up again', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({
    passageId: `p${i}`,
    part: 0,
    vector: Float32Array.of(Math.cos(i), Math.sin(i)),
  }))
  const digests = new Map(rows.map(({ passageId }) => [passageId, 'same']))
  const index = createProcessIndex(2, 1)
  await index.put(rows)
  await index.settled()
  await index.remove(rows.slice(0, 40).map(row => row.passageId))
  await index.keep(folder(), 'me', digests)
  const restored = () => restoreProcessIndex(2, { folder: folder(), identity: 'me', digests }, 1)
  expect((await restored()).kind).toBe('hnsw')
  await index.remove(rows.slice(40, 60).map(row => row.passageId))
  await index.keep(folder(), 'me', digests)
  expect((await restored()).kind).toBe('exact')
})

it('words that are kept are those of the passages that are there, and no others', async () => {
  const wordsOf = (passages: readonly Passage[]) => learnWords(passages.flatMap(one => [...one.questions, one.text]))
  await keepWords(folder(), PASSAGES, await digestsOf(PASSAGES))
  const now = [...PASSAGES.slice(3), { ...PASSAGES[1]!, text: 'entirely unheard words' }]
  for (const passages of [PASSAGES, now]) {
    const own = await restoreWords(folder(), passages, await digestsOf(passages))
    expect(own).toEqual(wordsOf(passages))
  }
})
