import { afterAll, describe, expect, it } from 'vitest'
import { createFileParser } from '../../src/parsing/parser-thread.ts'
import { xlsx } from '../helpers/hostile-files.ts'

const parser = createFileParser()
afterAll(() => parser.close())
const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
/** One cell at the far corner: a sheet of 17 thousand million. */
const corner = xlsx('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

describe('files in a thread', () => {
  it('are parsed and previewed, one after the other or at once, and errors keep their code', async () => {
    const [a, b] = await Promise.all([parser.parse('a.md', utf8('# A\n\ntext')), parser.parse('b.txt', utf8('words'))])
    expect([a.documents[0]!.title, b.documents[0]!.key]).toEqual(['A', 'b'])
    expect((await parser.preview('c.csv', utf8('a,b\n1,2'))).columns).toEqual(['a', 'b'])
    await expect(parser.parse('d.md', utf8(''))).rejects.toMatchObject({ code: 'file_empty', kind: 'invalid' })
  })

  it('end when they take too long', { timeout: 60_000 }, async () => {
    const hasty = createFileParser({ timeoutMs: 1500 })
    await expect(hasty.parse('a.xlsx', corner)).rejects.toMatchObject({ code: 'file_too_slow' })
    await hasty.close()
  })

  it('end when they need too much memory, and the next is read in a new thread', { timeout: 120_000 }, async () => {
    const small = createFileParser({ memoryMb: 64, timeoutMs: 90_000 })
    await expect(small.parse('a.xlsx', corner)).rejects.toMatchObject({ code: 'file_too_heavy' })
    expect((await small.parse('a.md', utf8('# A\n\ntext'))).documents).toHaveLength(1)
    await small.close()
  })

  it('end when they are aborted, with the reason', async () => {
    const stop = new AbortController()
    const parsing = parser.parse('a.xlsx', corner, {}, { signal: stop.signal })
    setTimeout(() => stop.abort(new Error('enough')), 500)
    await expect(parsing).rejects.toThrow('enough')
  })
})
