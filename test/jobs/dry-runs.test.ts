/** Recorded conversations replayed with changed rules: what would go to a person, and would no longer. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DryRun } from '../../src/conversation/dry-run.store.ts'
import type { HandoverRule } from '../../src/dialog/handover/rules.ts'
import { DEFAULT_HANDOVER, type HandoverSettings } from '../../src/dialog/handover/settings.ts'
import type { DryRunView } from '../../src/http/routes/handover.ts'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

let shop: TestApp
let owner: SignedIn
let gate: Promise<void> = Promise.resolve()
const said = new Map<string, string>()

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot(() => gate) })
  owner = await shop.signIn('owner')
  for (const text of ['refund 620 yuan?', 'refund 20 yuan?', 'you are thieves', 'how much is it?']) {
    const visitor = await shop.newVisitor()
    said.set(text, (await visitor.say(text)).conversationId)
  }
}, 120_000)
afterAll(() => shop.close())

const LARGE: HandoverRule = {
  id: 'large',
  name: 'Large',
  on: true,
  when: { kind: 'entity', entity: 'money', op: 'above', value: 500 },
  act: { kind: 'hand_over', wants: {} },
}

const start = (handover: HandoverSettings) => owner.call('POST', '/handover/dry-run', { handover, days: 7 })
async function newest(): Promise<DryRunView> {
  return ((await owner.call('GET', '/handover/dry-run')).body as { run: DryRunView }).run
}
async function run(handover: HandoverSettings): Promise<NonNullable<DryRunView['result']>> {
  await start(handover)
  await shop.app.dryRuns.idle()
  const { state, result, done, total } = await newest()
  expect([state, done, total]).toEqual(['done', 4, 4])
  return result!
}

test('says how many would go to a person, and which, with the words', async () => {
  const result = await run({ ...DEFAULT_HANDOVER, rules: [LARGE] })
  expect(result).toMatchObject({ conversations: 4, messages: 4, before: 1, after: 2, fewer: { count: 0 } })
  expect(result.more).toEqual({
    count: 1,
    first: [
      {
        conversationId: said.get('refund 620 yuan?'),
        seq: 1,
        reason: 'business_rule',
        rule: { id: 'large', name: 'Large' },
        text: 'refund 620 yuan?',
      },
    ],
  })
})

test('says which would no longer, and which for another reason', async () => {
  const calm = await run({ ...DEFAULT_HANDOVER, anger: { on: false, from: 0.5 } })
  expect(calm).toMatchObject({ before: 1, after: 0, fewer: { count: 1, first: [{ text: 'you are thieves' }] } })
  const thieves: HandoverRule = { ...LARGE, when: { kind: 'words', any: ['thieves'] } }
  const other = await run({ ...DEFAULT_HANDOVER, rules: [thieves] })
  expect(other).toMatchObject({ before: 1, after: 1, more: { count: 0 }, other: { count: 1 } })
})

test('counts where a rule would ask first', async () => {
  const asking = await run({ ...DEFAULT_HANDOVER, rules: [{ ...LARGE, act: { kind: 'ask_first', wants: {} } }] })
  expect(asking).toMatchObject({ asked: 1, more: { count: 0 } })
})

test('can be cancelled, and a new one takes the place of the one that runs', async () => {
  let open = () => {}
  gate = new Promise(resolve => {
    open = resolve
  })
  await start(DEFAULT_HANDOVER)
  expect((await newest()).state).toBe('running')
  expect((await owner.call('DELETE', '/handover/dry-run')).status).toBe(200)
  expect((await newest()).state).toBe('cancelled')
  const first = (await newest()).id
  await start(DEFAULT_HANDOVER)
  const second = (await newest()).id
  open()
  await shop.app.dryRuns.idle()
  const { rows } = await shop.db.query<Pick<DryRun, 'id' | 'state'>>(
    'SELECT id, state FROM dry_run WHERE id = ANY($1)',
    [[first, second]],
  )
  expect(Object.fromEntries(rows.map(({ id, state }) => [id, state]))).toEqual({
    [first]: 'cancelled',
    [second]: 'done',
  })
})

test('a run whose process died is taken up by another', async () => {
  await shop.db.query(
    `INSERT INTO dry_run (tenant_id, id, settings, days, attempts, claimed_until)
     VALUES ($1, gen_random_uuid(), $2::jsonb, 7, 1, now() - interval '1 second')`,
    [owner.tenantId, JSON.stringify(DEFAULT_HANDOVER)],
  )
  shop.app.dryRuns.wake()
  await shop.app.dryRuns.idle()
  const { rows } = await shop.db.query("SELECT 1 FROM dry_run WHERE state = 'running'")
  expect(rows).toEqual([])
})

test('refuses what could not be stored, and keeps no words in its row', async () => {
  const bad = { ...LARGE, when: { kind: 'words', any: [] } as never }
  expect((await start({ ...DEFAULT_HANDOVER, rules: [bad] })).code).toBe('rule_malformed')
  const { rows } = await shop.db.query<{ result: unknown }>('SELECT result FROM dry_run WHERE result IS NOT NULL')
  expect(JSON.stringify(rows)).not.toContain('thieves')
})
