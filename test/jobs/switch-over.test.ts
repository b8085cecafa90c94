/** The steps from one sentence model to another, where something happens in the middle of them. */
import { beforeEach, expect, test } from 'vitest'
import type { TenantQuery } from '../../src/db.ts'
import type { Embedder } from '../../src/embedder.ts'
import { Conflict } from '../../src/errors.ts'
import { Cancelled, type SwitchOverDeps, switchOver } from '../../src/jobs/switch-over.ts'
import {
  type ClaimedSwitch,
  cancelSwitch,
  claimSwitch,
  insertSwitch,
  readNewestSwitch,
} from '../../src/retrieval/embedder-switch.store.ts'
import { deleteDocument, insertDocument } from '../../src/retrieval/knowledge.store.ts'
import { listUnembedded } from '../../src/retrieval/vector.store.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'
import { FAQ } from '../helpers/shop.ts'

describeOnEachDatabase('a switch of sentence models', open => {
  let tenantId: string
  let documents: string[]
  let job: ClaimedSwitch
  let released: number
  const tenant = () => open().tenant(tenantId)

  beforeEach(async () => {
    tenantId = await newTenant(open())
    documents = []
    for (const content of FAQ) documents.push((await insertDocument(tenant(), content)).id)
    await insertSwitch(tenant(), ['new'])
    job = (await claimSwitch(open()))!
    released = 0
  })

  /** Before the first text is embedded, `meanwhile` happens. */
  function embedderWith(meanwhile: () => Promise<unknown>): Embedder {
    let happened = false
    return {
      identity: `new of ${tenantId}`,
      name: 'new',
      dims: 2,
      async embed(texts) {
        if (!happened) await meanwhile()
        happened = true
        return texts.map(() => Float32Array.of(0.6, 0.8))
      },
      close: async () => {},
    }
  }

  const run = (embedder: Embedder, others: Partial<SwitchOverDeps> = {}) =>
    switchOver(
      {
        db: open(),
        hold: async () => ({ embedder, release: () => void released++ }),
        identitiesInUse: async () => [],
        train: async () => work => tenant().transaction(work),
        choose: async () => {},
        announce: () => {},
        signal: new AbortController().signal,
        note: () => {},
        ...others,
      },
      job,
    )
  const parts = async (tx: TenantQuery = tenant()) => {
    const { rows } = await tx.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM passage_vector WHERE tenant_id = $1',
      [tenantId],
    )
    return rows[0]!.n
  }

  test('goes on where a document is deleted in the middle of it, and embeds one that came', async () => {
    const embedder = embedderWith(async () => {
      await deleteDocument(tenant(), documents[2]!)
      await insertDocument(tenant(), { ...FAQ[0]!, key: 'late' })
    })
    await run(embedder)
    expect(await listUnembedded(tenant(), embedder.identity)).toEqual([])
    expect((await readNewestSwitch(tenant()))?.state).toBe('done')
    expect(released).toBe(1)
  })

  test('waits where the intents are being trained, and then trains', async () => {
    let asked = 0
    await run(
      embedderWith(async () => {}),
      {
        async train() {
          if (asked++ === 0) throw new Conflict('training_runs', 'A training is running already.')
          return work => tenant().transaction(work)
        },
      },
    )
    expect([asked, (await readNewestSwitch(tenant()))?.state]).toEqual([2, 'done'])
  })

  test('that is cancelled at the last moment changes nothing, and leaves no vectors', async () => {
    const chosen: unknown[] = []
    const cancelled = run(
      embedderWith(async () => {}),
      {
        async train() {
          await cancelSwitch(tenant())
          return work => tenant().transaction(work)
        },
        choose: async (_tx, choice) => void chosen.push(choice),
      },
    )
    await expect(cancelled).rejects.toThrow(Cancelled)
    expect([chosen, await parts(), released]).toEqual([[], 0, 1])
  })
})
