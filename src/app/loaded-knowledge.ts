/** A tenant's knowledge in memory, brought up to date by reading what changed: a new document costs what it holds, not what all hold. */
import { createBreath } from '../breath.ts'
import type { Db } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import { restoreWords } from '../retrieval/kept-words.ts'
import { readRevisions } from '../retrieval/knowledge.store.ts'
import { readPassages } from '../retrieval/passage.store.ts'
import { type Passage, textsOf } from '../retrieval/passage.ts'
import { digestsOf } from '../retrieval/passage-digest.ts'
import { createKnowledge, type Knowledge } from '../retrieval/search.ts'
import { openVectorIndex } from '../retrieval/stored-vectors.ts'
import { learnWords, type OwnWords } from '../text/speller.ts'
import { createKeeper, KEPT_FROM, type KeeperOptions } from './kept-knowledge.ts'

export interface LoadedKnowledge {
  /** Of the embedder that it was made with. */
  readonly identity: string | undefined
  readonly knowledge: Knowledge
  /** Words of the passages; of passages that are gone too, until the next start. */
  readonly words: OwnWords
  /** Reads what changed since the last time. Never two at once. */
  refresh(): Promise<void>
  /** When nothing is being kept for the next start. */
  idle(): Promise<void>
  /** Nothing is kept any more. */
  close(): void
}

/** Documents read with one statement. */
const AT_ONCE = 100

/** `keeping`: where what is made of large knowledge is kept, and may be from an earlier process. */
export async function loadKnowledge(
  db: Db,
  tenantId: string,
  embedder: Embedder | undefined,
  keeping?: KeeperOptions,
): Promise<LoadedKnowledge> {
  const tenant = db.tenant(tenantId)
  // Before the passages: what changes meanwhile is read again rather than never.
  let revisions = await readRevisions(tenant)
  const passages = await readPassages(tenant)
  const large = keeping !== undefined && passages.length >= KEPT_FROM
  const kept = large ? { folder: keeping.folder, digests: await digestsOf(passages) } : undefined
  const vectorIndex = embedder && (await openVectorIndex(db, tenantId, embedder, kept))
  const knowledge = await createKnowledge(passages, { embedder, vectorIndex, kept })
  const words = kept
    ? await restoreWords(kept.folder, passages, kept.digests)
    : await learnAll(learnWords([]), passages)
  const keeper = keeping && createKeeper(knowledge, keeping)
  keeper?.changed()

  async function read(changed: readonly string[]): Promise<void> {
    const found = await readPassages(tenant, changed)
    for (const id of changed)
      await knowledge.upsert(
        id,
        found.filter(passage => passage.documentId === id),
      )
    await learnAll(words, found)
  }

  return {
    identity: embedder?.identity,
    knowledge,
    words,
    async refresh() {
      const now = await readRevisions(tenant)
      const changed = [...now].filter(([id, revision]) => revisions.get(id) !== revision).map(([id]) => id)
      for (const id of revisions.keys()) if (!now.has(id)) await knowledge.remove(id)
      for (let at = 0; at < changed.length; at += AT_ONCE) await read(changed.slice(at, at + AT_ONCE))
      revisions = now
      keeper?.changed()
    },
    idle: async () => keeper?.idle(),
    close: () => keeper?.close(),
  }
}

async function learnAll(words: OwnWords, passages: readonly Passage[]): Promise<OwnWords> {
  const breath = createBreath()
  for (const passage of passages) {
    learnWords(textsOf(passage), words)
    await breath()
  }
  return words
}
