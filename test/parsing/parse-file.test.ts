import { describe, expect, it } from 'vitest'
import { type InvalidInput, YingdaError } from '../../src/errors.ts'
import { parseFile, previewTable } from '../../src/parsing/parse-file.ts'
import { cells, docx, pdf, sheetRows, textPage, xlsx, zip } from '../helpers/hostile-files.ts'

const utf8 = (text: string) => new Uint8Array(Buffer.from(text))

async function failure(name: string, bytes: Uint8Array): Promise<YingdaError> {
  try {
    await parseFile(name, bytes)
  } catch (error) {
    if (error instanceof YingdaError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const first = async (name: string, bytes: Uint8Array, options = {}) =>
  (await parseFile(name, bytes, options)).documents[0]!

describe('the kind of a file', () => {
  it('is told by its content, not by its name', async () => {
    expect((await parseFile('a.txt', pdf(textPage('Hello there')))).mediaType).toBe('application/pdf')
    expect((await parseFile('a.csv', docx('<w:p><w:r><w:t>Hi</w:t></w:r></w:p>'))).mediaType).toMatch(/wordprocessing/)
    expect((await parseFile('a.md', utf8('<!doctype html><p>Page</p>'))).mediaType).toBe('text/html')
    expect((await parseFile('a', utf8('question,answer\nWhy?,So.\n'))).mediaType).toBe('text/csv')
    expect((await parseFile('a', utf8('{"id":"a","question":"Why?","answer":"So."}'))).mediaType).toBe(
      'application/jsonl',
    )
    expect((await parseFile('a', utf8('# Title\n\nText, with commas, in it.'))).mediaType).toBe('text/markdown')
    expect((await parseFile('a', utf8('Text, with commas.\nAnd none here'))).mediaType).toBe('text/plain')
  })

  const refused: [string, Uint8Array, string, RegExp][] = [
    ['an old Word document', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'file_kind_unknown', /\.docx/],
    ['an image', Buffer.from('89504e470d0a1a0a', 'hex'), 'file_kind_unknown', /text in images/],
    ['a program', Buffer.concat([utf8('MZ'), new Uint8Array(9)]), 'file_kind_unknown', /Use one of/],
    ['another zip', zip([['a.txt', 'x']]), 'file_kind_unknown', /Unpack/],
    ['a zip with a password', zip([['word/document.xml', 'x']], { encrypted: true }), 'file_encrypted', /password/],
    [
      'an entity in XML',
      docx('', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
      'xml_doctype',
      /save it again/,
    ],
    ['a zip bomb', zip([['word/document.xml', Buffer.alloc(30_000_000)]]), 'zip_bomb', /Split/],
    ['nothing', new Uint8Array(0), 'file_empty', /./],
    ['NULs', new Uint8Array(50), 'file_kind_unknown', /Use one of/],
    ['broken bytes', Uint8Array.from([65, 0xc3, 0x28, 0xff]), 'text_broken', /UTF-8/],
  ]
  it.each(refused)('refuses %s, saying what to do', async (_, bytes, code, remedy) => {
    const error = await failure('a.docx', bytes)
    expect(error.code).toBe(code)
    expect(error.remedy).toMatch(remedy)
  })
})

describe('text', () => {
  it('is read in UTF-8, UTF-16 and GB18030', async () => {
    const text = '配送说明\n\n运费是十元。'
    const gb = Buffer.from('c5e4cbcdcbb5c3f70a0ad4cbb7d1cac7caaed4aaa1a3', 'hex')
    for (const bytes of [utf8(text), utf8(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, 'utf16le'), gb])
      expect(await first('a.txt', bytes)).toMatchObject({ title: '配送说明', language: 'zh', key: 'a', body: text })
  })

  it('never makes a path or a control character a key', async () => {
    expect((await first('../../etc/pass\u0000wd\r\n.md', utf8('# a\n\nb'))).key).toBe('passwd')
    expect((await first('..', utf8('text'))).key).toBe('file')
    expect((await first(`${'长'.repeat(900)}.txt`, utf8('text'))).key.length).toBeLessThanOrEqual(190)
  })
})

describe('pages', () => {
  const page = `<html><head><title>Shop – Help</title></head><body><nav>Home</nav><main><h1>Shipping</h1>
    <p>See <a href="/fees">fees</a> and <a href="javascript:alert(1)">more</a>.</p><script>bad()</script>
    <p hidden>secret</p><table><tr><th>Land</th><th>Fee</th></tr><tr><td>China</td><td>10 | 12</td></tr></table>
    <ol><li>One</li><li>Two<ul><li>Sub</li></ul></li></ol><pre>code  here</pre></main><footer>Imprint</footer></body></html>`

  it('are their text alone, with absolute links, tables and lists', async () => {
    const document = await first('help.html', utf8(page), { url: 'https://shop.example/help/' })
    expect(document).toMatchObject({ title: 'Shipping', url: 'https://shop.example/help/', key: 'help' })
    expect(document.body).toBe(
      '# Shipping\n\nSee [fees](https://shop.example/fees) and more.\n\n| Land | Fee |\n| --- | --- |\n| China | 10 \\| 12 |\n\n1. One\n2. Two\n   - Sub\n\n```\ncode  here\n```',
    )
  })

  it('nested too deep are refused', async () => {
    expect((await failure('a.html', utf8(`<html>${'<div>'.repeat(500)}x`))).code).toBe('html_too_deep')
  })
})

describe('tables', () => {
  it('with columns of questions are FAQ entries, faulty rows are problems', async () => {
    const file = await parseFile('faq.csv', utf8('问题,答案\n运费多少?,=十元\n退货?,\n'))
    expect(file.documents).toMatchObject([{ kind: 'faq', title: '运费多少?', body: '=十元' }])
    expect(file.problems).toMatchObject([{ code: 'field_missing', line: 3 }])
    expect((await parseFile('faq.xlsx', xlsx(cells(3)))).documents).toHaveLength(3)
  })

  it('are read by the columns that are chosen', async () => {
    const sheet = xlsx(
      sheetRows([
        ['Ask', 'Reply', 'Nr'],
        ['Why?', 'So.', '7'],
      ]),
    )
    const columns = { question: 'Ask', answer: 'Reply', id: 'Nr' }
    expect(await first('a.xlsx', sheet, { columns })).toMatchObject({ kind: 'faq', key: '7', title: 'Why?' })
    await expect(parseFile('a.xlsx', sheet, { columns: { ...columns, answer: 'X' } })).rejects.toMatchObject({
      code: 'column_missing',
    } satisfies Partial<InvalidInput>)
  })

  it('are an article where no column shall be an entry, whatever the header says', async () => {
    const sheet = xlsx(
      sheetRows([
        ['question', 'answer'],
        ['Why?', 'So.'],
      ]),
    )
    expect(await first('a.xlsx', sheet)).toMatchObject({ kind: 'faq', title: 'Why?' })
    const { documents } = await parseFile('a.xlsx', sheet, { columns: null })
    expect(documents).toHaveLength(1)
    expect(documents[0]).toMatchObject({ kind: 'article', body: expect.stringContaining('| Why? | So. |') })
  })

  it('without them are an article whose pieces have the header', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => `Item ${i},${i}`).join('\n')
    const { kind, body } = await first('prices.csv', utf8(`Name,Price\n${rows}`))
    expect(kind).toBe('article')
    expect(body.match(/\| Name \| Price \|/g)).toHaveLength(2)
  })

  it('are previewed with a guess', async () => {
    expect(await previewTable('a.xlsx', xlsx(cells(30)))).toMatchObject({
      columns: ['question', 'answer'],
      total: 30,
      guess: { question: 'question', answer: 'answer' },
    })
    expect((await previewTable('a.csv', utf8('a,b\n1,2\n'))).guess).toBeUndefined()
    await expect(previewTable('a.md', utf8('# a\n\nb'))).rejects.toMatchObject({ code: 'table_missing' })
  })
})

describe('Word documents', () => {
  it('without styles take bold lines for headings', async () => {
    const line = (text: string, bold = false) =>
      `<w:p><w:r>${bold ? '<w:rPr><w:b/></w:rPr>' : ''}<w:t>${text}</w:t></w:r></w:p>`
    const document = await first(
      'm.docx',
      docx(line('Manual', true) + line('Intro here.') + line('Fees', true) + line('Ten.')),
    )
    expect(document).toMatchObject({ title: 'Manual', body: '# Manual\n\nIntro here.\n\n## Fees\n\nTen.' })
  })
})
