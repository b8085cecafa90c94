/** A tenant's knowledge in memory, brought up to date by reading what changed: a new document costs what it holds, not what all hold. */
import { createBreath } from '../breath.ts'
import type { Db } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import { readRevisions } from '../retrieval/knowledge.store.ts'
import { readPassages } from '../retrieval/passage.store.ts'
import { type Passage, textsOf } from '../retrieval/passage.ts'
import { createKnowledge, type Knowledge } from '../retrieval/search.ts'
import { openVectorIndex } from '../retrieval/stored-vectors.ts'
import { learnWords, type OwnWords } from '../text/speller.ts'

export interface LoadedKnowledge {
  /** Of the embedder that it was made with. */
  readonly identity: string | undefined
  readonly knowledge: Knowledge
  /** Words of the passages; of passages that are gone too, until the next start. */
  readonly words: OwnWords
  /** Reads what changed since the last time. Never two at once. */
  refresh(): Promise<void>
}

/** Documents read with one statement. */
const AT_ONCE = 100

export async function loadKnowledge(
  db: Db,
  tenantId: string,
  embedder: Embedder | undefined,
): Promise<LoadedKnowledge> {
  const tenant = db.tenant(tenantId)
  // Before the passages: what changes meanwhile is read again rather than never.
  let revisions = await readRevisions(tenant)
  const passages = await readPassages(tenant)
  const vectorIndex = embedder && (await openVectorIndex(db, tenantId, embedder))
  const knowledge = await createKnowledge(passages, { embedder, vectorIndex })
  const words = learnWords([])
  await learnAll(words, passages)

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
    },
  }
}

async function learnAll(words: OwnWords, passages: readonly Passage[]): Promise<void> {
  const breath = createBreath()
  for (const passage of passages) {
    learnWords(textsOf(passage), words)
    await breath()
  }
}
