/** A tenant changes its sentence model: what may be chosen, and that everything answers as before until the new one is whole. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upsertIntents } from '../../src/admin/intents.ts'
import type { EmbedderView } from '../../src/http/routes/embedder.ts'
import { readActiveModel } from '../../src/nlu/model.store.ts'
import { buildApp, PATIENCE_MS, type SignedIn, type TestApp } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { FAQ, INTENTS, longArticle } from '../helpers/shop.ts'
import { writeTinyTransformer } from '../helpers/tiny-transformer.ts'

const TEXTS = [
  ...FAQ.flatMap(({ title, similar, body }) => [title, ...similar, body]),
  ...INTENTS.flatMap(({ utterances: { zh, en } }) => [...zh, ...en]),
]

describeOnEachDatabase('the sentence model of a tenant', open => {
  let data: string
  let shop: TestApp
  let owner: SignedIn

  const model = (name: string) => join(data, 'models', name)
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'yingda-models-'))
    for (const [seed, name] of ['shop/tiny', 'shop/other', 'broken', 'half'].entries())
      writeTinyTransformer(model(name), TEXTS, seed + 1)
    writeFileSync(join(model('broken'), 'onnx/model.onnx'), 'no graph')
    rmSync(join(model('half'), 'tokenizer.json'))
    shop = await buildApp({ db: open(), env: { YINGDA_DATA: data } })
    owner = await shop.signIn('owner')
    await shop.app.knowledge.import(shop.home.tenantId, [longArticle(150)])
  }, 120_000)
  afterAll(async () => {
    await shop.close()
    rmSync(data, { recursive: true })
  })

  const at = async (app: TestApp, method = 'GET', path = '/embedder', body?: unknown): Promise<EmbedderView> => {
    const headers = { cookie: owner.cookie }
    const answer = await app.request(method, `/api/v1/tenants/${owner.tenantId}${path}`, { headers, body })
    return answer.body as EmbedderView
  }
  const view = () => at(shop)
  const choose = (models: string[] | null) => at(shop, 'PUT', '/embedder', { models })
  const vectors = async () => {
    const { rows } = await shop.db.query<{ identity: string; n: number }>(
      'SELECT identity, count(DISTINCT passage_id)::int AS n FROM passage_vector WHERE tenant_id = $1 GROUP BY 1',
      [owner.tenantId],
    )
    return Object.fromEntries(rows.map(({ identity, n }) => [identity, n]))
  }
  const trainedWith = async () => (await readActiveModel(shop.db.tenant(owner.tenantId)))!.manifest.embedder
  const problemAt = async (app: TestApp) =>
    ((await at(app, 'GET', '/overview')) as unknown as { modelProblem: string | null }).modelProblem
  const ask = async (text: string) => {
    const { body } = await owner.call('POST', '/search', { text })
    return (body as { hits: { key: string }[] }).hits[0]?.key
  }
  /** Everything seen on the way, until the switch has ended. */
  async function watch(meanwhile: (seen: EmbedderView) => Promise<void> = async () => {}): Promise<EmbedderView[]> {
    const seen: EmbedderView[] = []
    for (;;) {
      const now = await view()
      if (now.switch?.state !== 'running') return seen
      seen.push(now)
      await meanwhile(now)
    }
  }
  const ended = async () => {
    await watch()
    await shop.app.switches.idle()
    return view()
  }

  test('offers what this machine has, with what is known of it, and no path', async () => {
    const { models, chosen, defaults, inForce } = await view()
    expect(models).toMatchObject([
      { name: 'built-in', origin: 'built-in', kind: 'static', languages: ['zh', 'en'], dims: 256 },
      { name: 'broken', origin: 'pulled', kind: 'transformers', dims: 32 },
      { name: 'half', origin: 'pulled', problem: expect.stringContaining('half has no tokenizer.json') },
      { name: 'shop/other', origin: 'pulled', kind: 'transformers', dims: 32 },
      { name: 'shop/tiny', origin: 'pulled', kind: 'transformers', dims: 32 },
    ])
    expect({ chosen, defaults, inForce }).toMatchObject({
      chosen: null,
      defaults: ['built-in'],
      inForce: { name: expect.stringContaining('yingda-zh-en'), dims: 256 },
    })
    expect(JSON.stringify(models)).not.toContain(data)
  })

  test.each(['../../etc', '/etc/passwd', 'shop', 'shop/tiny/../tiny', 'shop/tiny/', 'toString', '__proto__', 'tiny'])(
    'takes no other name: %j',
    async name => {
      for (const models of [[name], ['built-in', name]]) {
        const { status, code, body } = await owner.call('PUT', '/embedder', { models })
        expect([status, code]).toEqual([400, 'embedder_unknown'])
        expect((body as { error: { value: string } }).error.value).toBe(name)
      }
    },
  )

  test('takes no folder as a name, nothing that came in half, no list that is none', async () => {
    expect((await owner.call('PUT', '/embedder', { models: [model('shop/tiny')] })).code).toBe('embedder_unknown')
    expect((await owner.call('PUT', '/embedder', { models: ['half'] })).code).toBe('embedder_unusable')
    for (const models of [[], ['built-in', 'built-in'], [1], {}])
      expect([models, (await owner.call('PUT', '/embedder', { models })).status]).toEqual([models, 400])
    expect((await view()).switch).toBeNull()
  })

  test('is changed beside the chat: the old one answers until the new one is whole, in every process', async () => {
    const other = await buildApp({ beside: shop, env: { YINGDA_DATA: data } })
    const before = (await view()).inForce!
    expect((await at(other)).inForce).toEqual(before)
    expect((await choose(['shop/tiny'])).switch).toMatchObject({ state: 'running', models: ['shop/tiny'] })
    expect((await owner.call('PUT', '/embedder', { models: null })).code).toBe('embedder_switch_runs')
    let added: Promise<unknown> | undefined
    const seen = await watch(async () => {
      expect(await ask('运费怎么算？')).toBe('shipping-fee')
      // What comes meanwhile is of the new index too.
      added ??= shop.app.knowledge.import(owner.tenantId, [
        { ...FAQ[0]!, key: 'late', title: '你们的门店在哪里', similar: [], body: '西湖边。' },
      ])
    })
    await added
    expect(seen.map(one => one.inForce)).toEqual(seen.map(() => before))
    const steps = seen.map(one => one.switch!)
    expect(steps.some(({ stage, done, total }) => stage === 'embedding' && done > 0 && done < total)).toBe(true)
    expect(steps.some(({ stage }) => stage === 'training')).toBe(true)
    await expect
      .poll(async () => (await view()).inForce, { timeout: PATIENCE_MS })
      .toMatchObject({ name: 'tiny', dims: 32 })
    const after = await view()
    expect(after).toMatchObject({ chosen: ['shop/tiny'], problem: null, switch: { state: 'done' } })
    await expect.poll(async () => (await at(other)).inForce, { timeout: PATIENCE_MS }).toEqual(after.inForce)
    await other.close()
    expect(await trainedWith()).toBe(after.inForce!.identity)
    expect((await owner.call('GET', '/overview')).body).toMatchObject({
      modelProblem: null,
      embedder: { name: 'tiny' },
    })
    await expect.poll(() => ask('你们的门店在哪里'), { timeout: PATIENCE_MS }).toBe('late')
    const { rows } = await shop.db.query<{ n: number }>('SELECT count(*)::int AS n FROM passage WHERE tenant_id = $1', [
      owner.tenantId,
    ])
    expect(await vectors()).toEqual({ [after.inForce!.identity]: rows[0]!.n })
  }, 60_000)

  test('stays as it was when the change is cancelled, and leaves nothing of the other one', async () => {
    const before = [(await view()).inForce, await trainedWith(), await vectors()]
    await choose(['built-in', 'shop/other'])
    await watch(async ({ switch: now }) => void (now!.done > 0 && (await at(shop, 'DELETE', '/embedder/switch'))))
    expect((await ended()).switch).toMatchObject({ state: 'cancelled' })
    expect(await view()).toMatchObject({ chosen: ['shop/tiny'], inForce: before[0] })
    expect([(await view()).inForce, await trainedWith(), await vectors()]).toEqual(before)
  })

  test('stays as it was when the model turns out to be broken, and says why', async () => {
    const before = (await view()).inForce
    await choose(['broken'])
    const { switch: failed, inForce } = await ended()
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'embedder_not_loaded' } })
    expect(failed!.error!.message).toContain('broken')
    expect(JSON.stringify(failed)).not.toContain(data)
    expect(inForce).toEqual(before)
  })

  test('is the default one where a chosen model is gone, with a notice; and the chosen one again when it is back', async () => {
    const chosen = (await view()).inForce!
    renameSync(model('shop/tiny'), join(data, 'away'))
    const next = await buildApp({ beside: shop, env: { YINGDA_DATA: data } })
    expect(await at(next)).toMatchObject({
      chosen: ['shop/tiny'],
      inForce: { dims: 256 },
      problem: { models: ['shop/tiny'], code: 'embedder_unknown' },
    })
    // A kept model of the default one does, where there is one.
    expect(await next.app.training.refresh()).toBe(0)
    await shop.db.query('DELETE FROM nlu_model WHERE tenant_id = $1 AND NOT active', [owner.tenantId])
    expect(await next.app.training.refresh()).toBe(1)
    await expect.poll(() => problemAt(next)).toBe(null)
    renameSync(join(data, 'away'), model('shop/tiny'))
    await at(next, 'PUT', '/embedder', { models: ['shop/tiny'] })
    await expect.poll(() => at(next), { timeout: PATIENCE_MS }).toMatchObject({ inForce: chosen, problem: null })
    expect(await trainedWith()).toBe(chosen.identity)
    await next.close()
  }, 60_000)

  test('may be missing on one of two servers: neither takes the intents from the other', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'yingda-models-'))
    const lacking = await buildApp({ beside: shop, env: { YINGDA_DATA: empty } })
    const intentAt = async (app: TestApp) => {
      const { understand } = await app.app.bots.get(owner.tenantId)
      return (await understand('转人工')).intents[0]?.name
    }
    const known = await intentAt(shop)
    expect(known).toBeDefined()
    await shop.db.query('DELETE FROM nlu_model WHERE tenant_id = $1 AND NOT active', [owner.tenantId])
    expect(await problemAt(lacking)).toContain('embedder')
    expect(await lacking.app.training.refresh()).toBe(1)
    await expect.poll(() => problemAt(lacking)).toBe(null)
    await expect.poll(() => problemAt(shop)).toBe(null)
    expect([await intentAt(lacking), await intentAt(shop)]).toEqual([known, known])
    expect([await shop.app.training.refresh(), await lacking.app.training.refresh()]).toEqual([0, 0])
    // Other intents, trained on the one: the other goes on with those it knows, and says so.
    await upsertIntents(shop.db.tenant(owner.tenantId), [{ ...INTENTS[0]!, name: 'more' }])
    await lacking.app.training.run(owner.tenantId)
    await expect.poll(() => problemAt(shop)).toContain('answers here instead')
    expect(await intentAt(shop)).toBe(known)
    await lacking.close()
    rmSync(empty, { recursive: true })
  }, 60_000)

  test('of others is what it was', async () => {
    const stranger = await shop.signIn('owner', shop.other)
    expect((await stranger.call('GET', '/embedder')).body).toMatchObject({ chosen: null, switch: null })
    const agent = await shop.signIn('agent')
    expect((await agent.call('PUT', '/embedder', { models: null })).code).toBe('permission_missing')
  })
})
