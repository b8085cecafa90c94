/** One installation through its commands: filled, trained, served, asked, backed up and restored while it runs. */
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findInbox } from '../../scripts/chat/server.ts'
import { talk } from '../../scripts/chat/talk.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/db/open.ts'
import { type Started, start } from '../../src/main.ts'
import { runCli } from './run-cli.ts'

const SLOW_MS = 180_000
const folder = mkdtempSync(join(tmpdir(), 'yingda-commands-'))
const env = {
  YINGDA_DATA: join(folder, 'data'),
  LOG_LEVEL: 'silent',
  PORT: '0',
  DATABASE_URL: '',
  YINGDA_EMBEDDER: 'none',
}
const elsewhere = { ...env, YINGDA_DATA: join(folder, 'other') }
const faq = join(folder, 'faq.csv')
const backup = join(folder, 'backup.gz')
let server: Started

const FEE = (yuan: number) => `id,question,answer\nfee,运费多少钱？,运费 ${yuan} 元。\nhours,几点上班？,早上九点。\n`
const INTENTS = ['goodbye', 'greet', 'thanks']
const TALK = INTENTS.map(name => {
  const lines = (language: string) => Array.from({ length: 8 }, (_, i) => `${language} ${name} ${name} ${i}`)
  return `  - {name: ${name}, title: {zh: ${name}, en: ${name}}, kind: small_talk, sensitive: false,
     answer: {zh: 好, en: Fine}, utterances: {zh: ${JSON.stringify(lines('话'))}, en: ${JSON.stringify(lines('word'))}}}`
}).join('\n')

/** Everything but the header and the end. */
const rowsOf = (file: string): string[] => gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(1, -2)

/** `nlu export` writes to standard output itself: no line of it is a person's. */
async function exportedAs(format: string): Promise<string> {
  const written: string[] = []
  const caught = vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  await runCli(['nlu', 'export', '--format', format], env).finally(() => caught.mockRestore())
  return written.join('')
}

async function answerTo(question: string): Promise<string> {
  const { items } = await talk(await findInbox(server.url, undefined), {
    quiet: true,
    input: Readable.from([`${question}\n`]),
  })
  const last = items.findLast(item => item.kind === 'message' && item.sender.kind === 'bot')
  return last?.kind === 'message' ? last.content.text : ''
}

/** The first row that this finds. */
async function rowOf<T>(sql: string): Promise<T> {
  const { db, close } = await openDatabase(readConfig({ ...process.env, ...env }), 'command')
  const { rows } = await db.query<T>(sql)
  await close()
  return rows[0]!
}

beforeAll(async () => {
  writeFileSync(faq, FEE(10))
  writeFileSync(join(folder, 'talk.yaml'), `intents:\n${TALK}\n`)
  await runCli(['import', faq], env)
  await runCli(['train', '--from', join(folder, 'talk.yaml')], env)
  server = await start(readConfig(env), { say: () => {}, buildPages: false })
}, SLOW_MS)

afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true })
}, SLOW_MS)

describe('while a server runs', { timeout: SLOW_MS }, () => {
  test('its first start kept what the commands had put in', () => {
    expect(server.prepared.owner?.email).toBe('admin@yingda.local')
  })

  test('a password costs what OWASP asks for', async () => {
    const { hash } = await rowOf<{ hash: string }>("SELECT password_hash AS hash FROM agent WHERE role = 'owner'")
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$/)
  })

  test('import counts what is the same, and stores nothing of a folder with one broken file', async () => {
    const again = await runCli(['import', faq, '--json'], env)
    expect(again.json).toMatchObject({ files: 1, documents: { added: 0, changed: 0, same: 2 } })
    const broken = join(folder, 'broken.csv')
    writeFileSync(broken, 'question\nnothing\n')
    expect((await runCli(['import', broken], env)).code).toBe(3)
  })

  test('entities are imported, found, and exported with the intents', async () => {
    const file = join(folder, 'entities.yaml')
    writeFileSync(file, `entities:\n  - name: cup\n    values: [{value: gaiwan, synonyms: {zh: [盖碗]}}]\n`)
    const { json } = await runCli(['import', file, '--json'], env)
    expect(json).toMatchObject({ intents: { added: 0 }, entities: { added: 1, changed: 0, same: 0 } })
    const parsed = await runCli(['nlu', 'parse', '明天买两个盖碗', '--json'], env)
    expect(parsed.json).toMatchObject({
      entities: [
        { kind: 'date', text: '明天' },
        { kind: 'quantity', value: '2 piece' },
        { kind: 'cup', value: 'gaiwan' },
      ],
    })
    const exported = join(folder, 'exported.yaml')
    writeFileSync(exported, await exportedAs('yaml'))
    const again = await runCli(['import', exported, '--json'], env)
    expect(again.json).toMatchObject({ intents: { same: INTENTS.length }, entities: { same: 1 } })
    expect(await exportedAs('rasa')).toContain('lookup: cup')
  })

  test('ask --json gives understanding, passages and decision', async () => {
    const { code, json } = await runCli(['ask', '运费多少钱', '--json'], env)
    expect(code).toBe(0)
    expect(json).toMatchObject({
      understanding: { language: 'zh', intents: expect.any(Array), outOfScope: expect.any(Number) },
      hits: expect.arrayContaining([expect.objectContaining({ key: 'fee', confidence: expect.any(Number) })]),
      decision: { kind: expect.any(String), rule: expect.any(String) },
    })
  })

  test('handover try says what rules that are not in force would do, and what is wrong in their file', async () => {
    const file = join(folder, 'rules.json')
    const rule = {
      id: 'refunds',
      name: '退款',
      on: true,
      when: { kind: 'words', any: ['退款'] },
      act: { kind: 'hand_over', wants: {} },
    }
    writeFileSync(file, JSON.stringify({ rules: [rule] }))
    const { code, json } = await runCli(['handover', 'try', file, '我要退款', '--json'], env)
    expect(code).toBe(0)
    expect(json).toMatchObject({ outcome: 'person', reason: 'business_rule', ruleId: 'refunds' })
    const words = await runCli(['handover', 'try', file, '运费多少钱'], env)
    expect(words.out).toContain('The bot goes on')
    expect(words.out).toContain('does not hold: 退款')
    // The same over past conversations: one more goes to a person, and the rule is named.
    await answerTo('退款多久到账')
    const past = (await runCli(['handover', 'try', file, '--last', '5', '--json'], env)).json
    expect(past).toMatchObject({ conversations: 1, messages: 1, before: 0, after: 1, more: { count: 1 } })
    expect(past).toMatchObject({ why: [{ reason: 'business_rule', rule: '退款', count: 1 }] })
    const told = await runCli(['handover', 'try', file, '--last', '5'], env)
    expect(told.out).toContain(
      'Of the last 1 conversations (1 messages) 1 would go to a person; 0 by the rules in force.',
    )
    expect(told.out).toContain('1 business_rule: 退款')
    for (const rest of [[], ['你好', '--last', '5'], ['--last', '0']])
      expect((await runCli(['handover', 'try', file, ...rest], env)).code).toBe(2)
    writeFileSync(file, JSON.stringify({ anger: { on: 'yes' } }))
    const wrong = await runCli(['handover', 'try', file, '你好'], env)
    expect(wrong.code).toBe(3)
    expect(wrong.err).toContain('anger')
  })

  test('train --only-database measures, and saves the model with its manifest', async () => {
    const file = join(folder, 'talk.model')
    const { code, json } = await runCli(['train', '--only-database', '--save', file, '--json'], env)
    expect(code).toBe(0)
    expect(json).toMatchObject({ manifest: { intents: INTENTS }, report: { folds: 5 }, saved: { file } })
    expect(statSync(file).size).toBeGreaterThan(1000)
    expect(JSON.parse(readFileSync(`${file}.json`, 'utf8'))).toMatchObject({ hash: (json as { hash: string }).hash })
  })

  test('user add shows a password once, list shows the agent, a second one is refused', async () => {
    const added = await runCli(['user', 'add', 'mei@example.com', '--name', '小梅', '--capacity', '3', '--json'], env)
    expect(added.json).toMatchObject({
      agent: { name: '小梅', role: 'agent', capacity: 3 },
      password: expect.stringMatching(/^\w{20}$/),
    })
    const listed = await runCli(['user', 'list'], env)
    expect(listed.out).toContain('mei@example.com')
    expect(listed.out).not.toContain((added.json as { password: string }).password)
    expect((await runCli(['user', 'add', 'mei@example.com'], env)).code).toBe(4)
    expect((await runCli(['user', 'add', 'x@example.com', '--role', 'boss'], env)).code).toBe(2)
    expect((await runCli(['user', 'reset-password', 'nobody@example.com'], env)).code).toBe(3)
  })

  test('contact finds a visitor, exports him, says what an erasure takes, and erases only when told to', async () => {
    await answerTo('几点上班？')
    const { contacts } = (await runCli(['contact', 'find', '0', '--json'], env)).json as { contacts: { id: string }[] }
    expect(contacts).toEqual([])
    const { id } = await rowOf<{ id: string }>('SELECT id FROM contact ORDER BY id DESC LIMIT 1')
    expect((await runCli(['contact', 'find', id], env)).out).toContain(id)
    const file = join(folder, 'person.json')
    expect((await runCli(['contact', 'export', id, file], env)).code).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8')).conversations[0].messages[0].text).toBe('几点上班？')
    expect(statSync(file).mode & 0o077).toBe(0)
    expect((await runCli(['contact', 'export', id, 'person.exe'], env)).code).toBe(2)
    const asked = await runCli(['contact', 'erase', id], env)
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('1 conversations and 2 messages')])
    expect((await runCli(['contact', 'erase', id, '--force'], env)).code).toBe(0)
    expect((await runCli(['contact', 'erase', id, '--force'], env)).code).toBe(3)
    expect((await runCli(['contact', 'erase', 'Mei'], env)).err).toContain('contact find Mei')
  })

  test('api-key add shows a key once, list shows its beginning, revoke ends it', async () => {
    const added = await runCli(['api-key', 'add', 'shop-backend', '--permissions', 'nlu:read', '--json'], env)
    const { key, tenantId, apiKey } = added.json as { key: string; tenantId: string; apiKey: { id: string } }
    const ask = async () => {
      const headers = { authorization: `Bearer ${key}` }
      return (await fetch(`${server.url}/api/v1/tenants/${tenantId}/intents`, { headers })).status
    }
    expect(await ask()).toBe(200)
    const listed = await runCli(['api-key', 'list'], env)
    expect(listed.out).toContain(key.slice(0, 9))
    expect(listed.out).not.toContain(key)
    expect((await runCli(['api-key', 'revoke', apiKey.id], env)).code).toBe(0)
    expect(await ask()).toBe(401)
    expect((await runCli(['api-key', 'add', 'x', '--permissions', 'agents:write'], env)).code).toBe(2)
    expect((await runCli(['api-key', 'revoke', 'yk_nobody'], env)).code).toBe(3)
  })

  test('doctor finds no problem, and names the holder', async () => {
    const { json } = await runCli(['doctor', '--json'], { ...env, PORT: new URL(server.url).port })
    const { findings } = json as { findings: { name: string; state: string; says: string }[] }
    const about = (name: string) => findings.find(finding => finding.name === name)
    expect(about('Data directory')?.says).toContain(`process ${process.pid}`)
    expect(about('Database')?.says).toContain('not a power cut')
    expect(about('Schema')?.state).toBe('ok')
    expect(about('Model')?.state).toBe('ok')
    expect(about('Port')?.says).toContain('A Yingda answers')
  })

  test('a backup restores elsewhere to the same rows', async () => {
    expect(await answerTo('运费多少钱？')).toContain('10 元')
    expect((await runCli(['backup', backup], env)).code).toBe(0)
    expect(statSync(backup).mode & 0o077).toBe(0)
    expect((await runCli(['restore', backup], elsewhere)).code).toBe(0)
    const copy = join(folder, 'copy.gz')
    await runCli(['backup', copy], elsewhere)
    expect(rowsOf(copy)).toEqual(rowsOf(backup))
  })

  test('a restore over rows needs --force, and the server follows it', async () => {
    writeFileSync(faq, FEE(99))
    await runCli(['import', faq], env)
    await expect.poll(() => answerTo('运费多少钱？'), { timeout: 20_000, interval: 200 }).toContain('99 元')
    const refused = await runCli(['restore', backup], env)
    expect(refused.code).toBe(4)
    expect(refused.err).toContain('document 2')
    expect((await runCli(['restore', backup, '--force'], env)).code).toBe(0)
    await expect.poll(() => answerTo('运费多少钱？'), { timeout: 20_000, interval: 200 }).toContain('10 元')
  })

  test('a file that was cut off is refused, and nothing is lost', async () => {
    const cut = join(folder, 'cut.gz')
    writeFileSync(cut, readFileSync(backup))
    truncateSync(cut, statSync(cut).size - 100)
    const { code, err } = await runCli(['restore', cut, '--force'], env)
    expect(code).toBe(3)
    expect(err).toContain('backup_damaged')
    expect((await runCli(['user', 'list'], env)).out).toContain('admin@yingda.local')
  })

  test('model use changes the sentence model beside the server, and model list shows it', async () => {
    const refused = await runCli(['model', 'use', 'built-in,/etc'], env)
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('“/etc”')])
    const used = await runCli(['model', 'use', 'built-in', '--json'], env)
    expect(used.json).toEqual({ models: ['built-in'], passages: 2, inForce: expect.stringContaining('yingda-zh-en') })
    const listed = await runCli(['model', 'list', '--json'], env)
    expect(listed.json).toMatchObject({ chosen: ['built-in'], defaults: [], models: [{ name: 'built-in', dims: 256 }] })
    expect(await answerTo('运费多少钱？')).toContain('10 元')
    const back = await runCli(['model', 'use', 'default', '--json'], env)
    expect(back.json).toMatchObject({ models: null, inForce: 'none' })
  })
})
