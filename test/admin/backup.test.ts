import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { listTables, NOT_BACKED_UP } from '../../src/admin/backup.store.ts'
import { backUp, restore } from '../../src/admin/backup.ts'
import { verifyBackupFile } from '../../src/admin/backup-file.ts'
import { createLocalBus, type Hint } from '../../src/bus.ts'
import type { Db } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

const folder = mkdtempSync(join(tmpdir(), 'yingda-backup-'))
const file = join(folder, 'backup.gz')
afterAll(() => rmSync(folder, { recursive: true }))

/** Values that a careless way through JSON or lines would change. */
const BODY = 'one\ntwo\u2028three "quoted" \\ 运费 😀'
const BYTES = Uint8Array.of(0, 255, 10, 92, 120)

async function fill(db: Db): Promise<string> {
  const tenantId = await newTenant(db)
  const [document, passage] = [newId(), newId()]
  await db.query(
    `INSERT INTO document (tenant_id, id, kind, key, language, title, body, hash, updated_at)
     VALUES ($1, $2, 'faq', 'k', 'zh', 't', $3, 'h', '2026-01-31T12:34:56.789012+08:00')`,
    [tenantId, document, BODY],
  )
  await db.query(
    `INSERT INTO passage (tenant_id, id, document_id, position, text, search, text_version)
     VALUES ($1, $2, $3, 0, $4, array_to_tsvector($5::text[]), 'v')`,
    [tenantId, passage, document, BODY, ['运费', "it's"]],
  )
  await db.query(
    `INSERT INTO passage_vector (tenant_id, passage_id, part, identity, embedding) VALUES ($1, $2, 0, 'e', $3::vector)`,
    [tenantId, passage, '[0.1,-0.33333334,1e-08]'],
  )
  await db.query('INSERT INTO server_secret (name, value) VALUES ($1, $2)', [newId(), BYTES])
  await db.query("INSERT INTO setting (tenant_id, key, value) VALUES ($1, 'bot', $2::jsonb)", [
    tenantId,
    JSON.stringify({ words: { zh: { a: BODY } }, n: 0.1, none: null }),
  ])
  return tenantId
}

async function snapshot(db: Db): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const { name } of await listTables(db)) {
    const { rows } = await db.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`)
    all[name] = rows.map(({ row }) => row).sort()
  }
  return all
}

describeOnEachDatabase('a backup', open => {
  const deps = (hints: Hint[] = []) => {
    const bus = createLocalBus()
    bus.subscribe(hint => hints.push(hint))
    return { db: open(), bus, schema: 2, library: '0.1.0' }
  }

  test('leaves out only what is of the moment: every other table of the schema is in it', async () => {
    const { rows } = await open().query<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class
       WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
    )
    const backedUp = (await listTables(open())).map(({ name }) => name)
    expect([...backedUp, ...NOT_BACKED_UP].sort()).toEqual(rows.map(({ name }) => name))
    expect(NOT_BACKED_UP).toEqual([
      'migration',
      'migration_lock',
      'presence',
      'search_build',
      'search_due',
      'search_line',
      'sign_in_attempt',
      'sweep',
    ])
  })

  test('there are no sequences, whose position a restore would have to set', async () => {
    const { rows } = await open().query(
      `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S'`,
    )
    expect(rows).toEqual([])
  })

  test('comes back to the last bit, and running servers are told', async () => {
    const tenantId = await fill(open())
    const before = await snapshot(open())
    await backUp(deps(), file)
    await open().query('DELETE FROM setting')
    await newTenant(open())
    const hints: Hint[] = []
    const { leftOut, secretsChanged } = await restore(deps(hints), await verifyBackupFile(file), { force: true })
    expect(await snapshot(open())).toEqual(before)
    expect({ leftOut, secretsChanged }).toEqual({ leftOut: [], secretsChanged: false })
    expect(hints).toContainEqual({ kind: 'reread' })
    for (const kind of ['knowledge', 'model', 'settings']) expect(hints).toContainEqual({ kind, tenantId })
  })

  test('of thousands of rows is read in pages', async () => {
    const tenantId = await newTenant(open())
    await open().query(
      `INSERT INTO setting (tenant_id, key, value) SELECT $1, 'k' || n, to_jsonb(repeat('x', n % 700)) FROM generate_series(1, 5000) n`,
      [tenantId],
    )
    const before = await snapshot(open())
    const { header, rows } = await backUp(deps(), file)
    expect(rows).toBe(Object.values(header.counts).reduce((sum, n) => sum + n, 0))
    await restore(deps(), await verifyBackupFile(file), { force: true })
    expect(await snapshot(open())).toEqual(before)
  })

  test('of an older schema leaves its new columns at their defaults, one of a newer is refused', async () => {
    await fill(open())
    await backUp(deps(), file)
    await open().query("ALTER TABLE setting ADD COLUMN flavour text NOT NULL DEFAULT 'plain'")
    try {
      await restore({ ...deps(), schema: 3 }, await verifyBackupFile(file), { force: true })
      const { rows } = await open().query('SELECT DISTINCT flavour FROM setting')
      expect(rows).toEqual([{ flavour: 'plain' }])
    } finally {
      await open().query('ALTER TABLE setting DROP COLUMN flavour')
    }
    await expect(
      restore({ ...deps(), schema: 1 }, await verifyBackupFile(file), { force: true }),
    ).rejects.toMatchObject({
      code: 'backup_newer',
    })
  })

  test('is not put over rows without force', async () => {
    await fill(open())
    await backUp(deps(), file)
    const before = await snapshot(open())
    const refused = restore(deps(), await verifyBackupFile(file), { force: false })
    await expect(refused).rejects.toMatchObject({ code: 'database_not_empty' })
    expect(await snapshot(open())).toEqual(before)
  })

  test('that fails half way leaves what was there', async () => {
    await fill(open())
    await backUp(deps(), file)
    const verified = await verifyBackupFile(file)
    const before = await snapshot(open())
    // The file changes after it was looked at: its checksum at the end no longer fits.
    const text = gunzipSync(readFileSync(file)).toString('utf8')
    writeFileSync(file, gzipSync(text.replace('"bot"', '"bit"')))
    await expect(restore(deps(), verified, { force: true })).rejects.toMatchObject({ code: 'backup_damaged' })
    expect(await snapshot(open())).toEqual(before)
  })
})

test.each<[string, (whole: Buffer) => Buffer]>([
  ['is cut off', whole => whole.subarray(0, whole.length - 20)],
  ['is not gzip', () => Buffer.from('hello')],
  ['is another gzip', () => gzipSync('{"kind":"something else"}\n')],
  [
    'has lost its last line',
    whole => gzipSync(`${gunzipSync(whole).toString('utf8').split('\n').slice(0, -2).join('\n')}\n`),
  ],
  [
    'has lost a row',
    whole =>
      gzipSync(
        gunzipSync(whole)
          .toString('utf8')
          .replace(/^\{"\w+": .*\n/m, ''),
      ),
  ],
  ['is empty', () => Buffer.alloc(0)],
])('a file that %s is refused before anything happens', async (_, change) => {
  const header = {
    kind: 'yingda-backup',
    format: 1,
    schema: 2,
    createdAt: '2026-01-31T00:00:00.000Z',
    library: '0.1.0',
    database: 'embedded',
    counts: { setting: 2 },
  }
  const { writeBackupFile } = await import('../../src/admin/backup-file.ts')
  const whole = join(folder, 'whole.gz')
  await writeBackupFile(
    whole,
    header as Parameters<typeof writeBackupFile>[1],
    (async function* () {
      yield { kind: 'table' as const, table: 'setting', columns: ['key'] }
      yield { kind: 'rows' as const, rows: ['{"key": "a"}', '{"key": "b"}'] }
    })(),
  )
  expect(statSync(whole).mode & 0o077).toBe(0)
  const bad = join(folder, 'bad.gz')
  writeFileSync(bad, change(readFileSync(whole)))
  await expect(verifyBackupFile(bad)).rejects.toMatchObject({ code: 'backup_damaged' })
  await expect(verifyBackupFile(whole)).resolves.toMatchObject({ header: { schema: 2 } })
})
