/** What goes in comes out, the same on both engines: so a store needs no word about which one it runs on. */
import { expect, test } from 'vitest'
import { json, one } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'

const AT = new Date('2026-03-29T01:30:00.123Z')
const ID = newId()

describeOnEachDatabase('values', open => {
  const roundTrip = async (type: string, value: unknown) =>
    one(await open().query<{ value: unknown }>(`SELECT $1::${type} AS value`, [value])).value

  test.each<[string, string, unknown]>([
    ['a text', 'text', 'it\'s 你好 🙂 \\ " ; --'],
    ['an empty text', 'text', ''],
    ['nothing', 'text', null],
    ['an integer', 'integer', -42],
    ['a double', 'double precision', 0.1],
    ['a real', 'real', 0.5],
    ['a boolean', 'boolean', false],
    ['a uuid', 'uuid', ID],
    ['a point in time', 'timestamptz', AT],
    ['texts', 'text[]', ['a', 'it\'s "b", {c}', '', '好']],
    ['no texts', 'text[]', []],
    ['uuids', 'uuid[]', [ID, ID]],
    ['integers', 'integer[]', [1, -2]],
    ['points in time', 'timestamptz[]', [AT]],
  ])('%s (%s) comes out as it went in', async (_, type, value) => {
    expect(await roundTrip(type, value)).toEqual(value)
  })

  test.each<[string, unknown]>([
    ['an object', { a: [1, { b: null }], 你: '好', quote: '"\'\\' }],
    ['a list', [1, 'two', null, [3]]],
    ['a text', 'just "text"'],
    ['a number', 12.5],
    ['false', false],
    ['null', null],
  ])('%s as jsonb comes out as it went in', async (_, value) => {
    expect(await roundTrip('jsonb', json(value))).toEqual(value)
  })

  test('bytes come out as bytes', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256)
    for (const given of [bytes, Buffer.from(bytes)]) {
      const value = await roundTrip('bytea', given)
      expect(value).toBeInstanceOf(Uint8Array)
      expect(Buffer.compare(value as Uint8Array, bytes)).toBe(0)
    }
    expect(await roundTrip('bytea', new Uint8Array(0))).toHaveLength(0)
  })

  test('a vector comes out as its text', async () => {
    expect(await roundTrip('vector', json([0.5, -1, 2]))).toBe('[0.5,-1,2]')
    const { distance } = one(
      await open().query<{ distance: number }>("SELECT $1::vector <=> '[0,2]' AS distance", [json([3, 0])]),
    )
    expect(distance).toBeCloseTo(1)
  })

  test('undefined is null', async () => {
    expect(await roundTrip('text', undefined)).toBeNull()
  })

  test('a text where no type is written comes out as text', async () => {
    const row = one(await open().query<{ a: string; n: number }>('SELECT $1 AS a, length($2) AS n', ['x', '你好']))
    expect(row).toEqual({ a: 'x', n: 2 })
  })

  test('a list of rows goes in as one parameter each column', async () => {
    const { rows } = await open().query<{ id: string; n: number }>(
      'SELECT * FROM unnest($1::text[], $2::integer[]) AS given (id, n)',
      [
        ['a', 'b'],
        [1, 2],
      ],
    )
    expect(rows).toEqual([
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ])
  })

  test('a count is a number', async () => {
    expect(one(await open().query('SELECT count(*) AS n, count(*)::int AS i FROM tenant'))).toEqual({
      n: expect.any(Number),
      i: expect.any(Number),
    })
  })

  test('several statements in one query are refused: values never become statements', async () => {
    await expect(open().query('SELECT 1; SELECT 2', [])).rejects.toMatchObject({ sqlState: '42601' })
  })
})
