/** The pure parts of the pages of accounts and the audit log. */
import { describe, expect, test } from 'vitest'
import { AUDITED_APART, AUDITED_TABLES } from '../../src/db/audited-tables.ts'
import { deviceName } from '../../web/console/account/sessions.ts'
import { dayNames, dayText, parseDay } from '../../web/console/agents/hours.ts'
import { type AuditEntry, changesOf, grouped, SUBJECTS } from '../../web/console/audit/audit.ts'

describe('a working day', () => {
  test.each([
    ['09:00-18:00', '09:00-18:00'],
    ['9:00 – 12:00，13:30~18:00', '09:00-12:00, 13:30-18:00'],
    ['22：00至24:00', '22:00-24:00'],
    ['', ''],
  ])('is read from %j', (text, read) => {
    expect(dayText(parseDay(text)!)).toBe(read)
  })

  test.each(['9-18', '18:00-09:00', '09:00-25:00', 'x', '09:00-09:00'])('is not read from %j', text => {
    expect(parseDay(text)).toBeUndefined()
  })

  test('has a name in each language, Monday first', () => {
    expect([dayNames('zh')[0], dayNames('en')[6]]).toEqual(['周一', 'Sun'])
  })
})

test('a device is called by its browser and system', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36'
  expect(deviceName(chrome)).toBe('Chrome · Windows')
  expect(deviceName('curl/8.5.0')).toBe('curl/8.5.0')
})

const entry = (change: Partial<AuditEntry>): AuditEntry => ({
  id: 'e',
  at: '2026-05-04T10:00:00Z',
  actor: { kind: 'agent', name: '小梅', route: 'PUT /x', request: 'r' },
  action: 'change',
  subject: 'setting',
  subjectId: 'bot',
  label: 'bot',
  before: null,
  after: null,
  ...change,
})

describe('an entry of the audit log', () => {
  test('shows of a page of settings what differs, ids by name, and that a secret changed', () => {
    const before = { value: { words: { zh: { a: '一', b: '二' } } }, agentIds: ['1'], password_hash: '***' }
    const after = { value: { words: { zh: { a: '一', b: '三' } } }, agentIds: ['1', '2'], password_hash: '***' }
    expect(changesOf(entry({ before, after }), { 1: '小王', 2: '小梅' })).toEqual([
      { field: 'value.words.zh.b', before: '二', after: '三' },
      { field: 'agentIds', before: '小王', after: '小王, 小梅' },
      { field: 'password_hash', before: '***', after: '***' },
    ])
  })

  test('stands for all that one request did alike', () => {
    const other = entry({ id: 'o', actor: { ...entry({}).actor, request: 'other' } })
    const groups = grouped([entry({}), entry({ id: 'f' }), other, entry({ id: 'g', action: 'add' })])
    expect(groups.map(group => group.alike.length)).toEqual([2, 1, 1])
  })

  test('can be asked for by each kind of thing that is recorded', () => {
    expect([...SUBJECTS].sort()).toEqual(Object.keys({ ...AUDITED_TABLES, ...AUDITED_APART }).sort())
  })
})
