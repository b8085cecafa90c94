import { expect, test } from 'vitest'
import { upsertIntents } from '../../src/admin/intents.ts'
import { addTenant } from '../../src/admin/tenants.ts'
import { createTraining } from '../../src/admin/training.ts'
import type { Bus } from '../../src/bus.ts'
import { readActiveModel } from '../../src/nlu/model.store.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { sampleLines } from '../nlu/sample-lines.ts'

const intents = [...new Set(sampleLines.map(({ intent }) => intent))].map(name => {
  const of = (language: 'zh' | 'en') =>
    sampleLines.filter(line => line.intent === name && line.language === language).map(({ text }) => text)
  const empty = { zh: '', en: '' }
  return {
    name,
    title: empty,
    kind: 'answer' as const,
    sensitive: false,
    answer: empty,
    utterances: { zh: of('zh'), en: of('en') },
  }
})

describeOnEachDatabase('a model of another version', open => {
  test('is trained again, and only then', async () => {
    const db = open()
    const { tenantId } = await addTenant(db, 'one')
    const tenant = db.tenant(tenantId)
    await upsertIntents(tenant, intents)
    const told: string[] = []
    const bus = {
      publish: ({ kind }: { kind: string }) => told.push(kind),
      subscribe: () => () => {},
    } as unknown as Bus
    const training = createTraining({ db, bus, embedders: undefined })
    expect(await training.refresh()).toBe(0)
    const first = await training.run(tenantId)
    expect(await training.refresh()).toBe(0)
    await tenant.query(
      `UPDATE nlu_model SET manifest = jsonb_set(manifest, '{format}', '1') WHERE tenant_id = $1 AND active`,
      [tenantId],
    )
    expect(await training.refresh()).toBe(1)
    expect((await readActiveModel(tenant))!.manifest.format).toBe(first.manifest.format)
    expect(told).toEqual(['model', 'model'])
  })
})
