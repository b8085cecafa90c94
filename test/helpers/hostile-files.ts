/** Malformed and hostile files of twelve kinds, made from a seed: the same each time. */
import { deflateRawSync, deflateSync } from 'node:zlib'

export interface HostileFile {
  kind: string
  name: string
  bytes: Uint8Array
}

type Random = (below: number) => number

/** `each` files of every kind. */
export function hostileFiles(seed: number, each: number): HostileFile[] {
  const random = randomOf(seed)
  return Object.entries(KINDS).flatMap(([kind, make]) =>
    Array.from({ length: each }, (_, i) => ({ kind, ...make(i, random) })),
  )
}

type Made = { name: string; bytes: Uint8Array }

const KINDS: Record<string, (i: number, random: Random) => Made> = {
  'damaged PDF': (i, random) => ({ name: `${i}.pdf`, bytes: damage(pdf(textPage('Hello world')), i, random) }),
  'hostile PDF': i => ({ name: `${i}.pdf`, bytes: HOSTILE_PDFS[i % HOSTILE_PDFS.length]!(i) }),
  'damaged DOCX': (i, random) => ({ name: `${i}.docx`, bytes: damage(docx(paragraphs(20)), i, random) }),
  'hostile DOCX': i => ({ name: `${i}.docx`, bytes: HOSTILE_DOCX[i % HOSTILE_DOCX.length]!(i) }),
  'zip bomb': i => ({ name: `${i}.docx`, bytes: ZIPS[i % ZIPS.length]!(i) }),
  'damaged or hostile XLSX': (i, random) => ({
    name: `${i}.xlsx`,
    bytes: i % 2 === 0 ? damage(xlsx(cells(20)), i, random) : xlsx(HOSTILE_SHEETS[i % HOSTILE_SHEETS.length]!),
  }),
  'hostile HTML': i => ({ name: `${i}.html`, bytes: utf8(HOSTILE_HTML[i % HOSTILE_HTML.length]!(i)) }),
  'broken CSV': i => ({ name: `${i}.csv`, bytes: utf8(BROKEN_CSV[i % BROKEN_CSV.length]!(i)) }),
  'broken JSON lines': i => ({ name: `${i}.jsonl`, bytes: utf8(BROKEN_JSON[i % BROKEN_JSON.length]!(i)) }),
  'hostile Markdown': i => ({ name: `${i}.md`, bytes: utf8(HOSTILE_MARKDOWN[i % HOSTILE_MARKDOWN.length]!(i)) }),
  'no text': (i, random) => ({ name: `${i}.txt`, bytes: NO_TEXT[i % NO_TEXT.length]!(i, random) }),
  'polyglot or false name': (i, random) => POLYGLOTS[i % POLYGLOTS.length]!(i, random),
}

/** Cut, with bits turned, with a piece doubled, or filled with noise. */
function damage(whole: Uint8Array, i: number, random: Random): Uint8Array {
  const bytes = new Uint8Array(whole)
  if (i % 4 === 0) return bytes.slice(0, 1 + random(bytes.length - 1))
  if (i % 4 === 1) for (let n = 0; n < 1 + i; n++) bytes[random(bytes.length)]! ^= 1 << random(8)
  if (i % 4 === 2) return Buffer.concat([bytes.slice(0, random(bytes.length)), bytes.slice(random(bytes.length))])
  if (i % 4 === 3) {
    const start = random(bytes.length)
    for (let at = start; at < Math.min(bytes.length, start + 60); at++) bytes[at] = random(256)
  }
  return bytes
}

const HOSTILE_PDFS: ((i: number) => Uint8Array)[] = [
  () =>
    pdf([
      ['1', '<</Type/Catalog/Pages 2 0 R>>'],
      ['2', '<</Type/Pages/Count 99999999/Kids[]>>'],
    ]),
  () =>
    pdf([
      ['1', '<</Type/Catalog/Pages 2 0 R>>'],
      ['2', '<</Type/Pages/Count 1/Kids[2 0 R]>>'],
    ]),
  () =>
    pdf([
      ['1', '<</Type/Catalog/Pages 2 0 R>>'],
      ['2', '2 0 R'],
    ]),
  () =>
    pdf([
      ['1', `<</Type/Catalog/Pages 2 0 R/X ${'['.repeat(50_000)}>>`],
      ['2', '<</Type/Pages/Count 0/Kids[]>>'],
    ]),
  () => pdf(textPage('Hello', '/OpenAction<</S/JavaScript/JS(while(true){})>>')),
  () =>
    pdf(textPage('Hello'), '/Encrypt 9 0 R/ID[<00><00>]', [
      ['9', `<</Filter/Standard/V 2/R 3/Length 128/P -1/O<${'00'.repeat(32)}>/U<${'11'.repeat(32)}>>>`],
    ]),
  () => pdf(streamPage(deflateSync(Buffer.alloc(60_000_000, 'q ')), '/Filter/FlateDecode')),
  () => pdf(streamPage(Buffer.from(`BT /F1 12 Tf ${'(a) Tj '.repeat(100_000)} ET`))),
  () =>
    pdf(
      streamPage(
        Buffer.from('/Fm Do'),
        '',
        '/XObject<</Fm 4 0 R>>/Type/XObject/Subtype/Form/Resources<</XObject<</Fm 4 0 R>>>>',
      ),
    ),
  () => utf8('%PDF-1.7\n'),
  i => utf8(`%PDF-1.7\n${'1 0 obj <<'.repeat(10_000 + i)}`),
  () => utf8('%PDF-1.7\nxref\n0 4294967295\ntrailer<</Size 4294967295/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF'),
  () =>
    pdf(
      Array.from({ length: 2500 }, (_, i): [string, string] => [
        String(i + 3),
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
      ]).concat([
        ['1', '<</Type/Catalog/Pages 2 0 R>>'],
        ['2', `<</Type/Pages/Count 2500/Kids[${Array.from({ length: 2500 }, (_, i) => `${i + 3} 0 R`).join(' ')}]>>`],
      ]),
    ),
]

const ENTITIES = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
const HOSTILE_DOCX: ((i: number) => Uint8Array)[] = [
  () => docx('<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>', `<!DOCTYPE l [<!ENTITY l0 "lol">${ENTITIES}]>`),
  () => docx('<w:p><w:r><w:t>&x;</w:t></w:r></w:p>', '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
  () => docx('<w:p>'.repeat(50_000)),
  () => docx(`${'<w:tbl><w:tr><w:tc>'.repeat(3000)}${'</w:tc></w:tr></w:tbl>'.repeat(3000)}`),
  () => docx('<w:p><w:r><w:t>&undefined;</w:t></w:r></w:p>'),
  () => docx('</w:body>'),
  () => docx(`<w:p><w:r><w:t>${'长'.repeat(1_200_000)}</w:t></w:r></w:p>`),
  i => docx(paragraphs(2000 + i)),
  () => zip([['word/document.xml', 'no xml at all']]),
  () => zip([['word/document.xml', Buffer.from(`\uFEFF<!DOCTYPE x><x/>`, 'utf16le')]]),
  () => docx('<w:p><w:hyperlink r:id="x"><w:r><w:t>a</w:t></w:r></w:hyperlink></w:p>'),
]

const ZIPS: ((i: number) => Uint8Array)[] = [
  () => zip([['word/document.xml', Buffer.alloc(250_000_000)]]),
  () => zip([['word/document.xml', Buffer.alloc(30_000_000, 'a')]]),
  () => zip(Array.from({ length: 6000 }, (_, i): [string, string] => [`word/${i}.xml`, ''])),
  () =>
    zip([
      ['word/document.xml', 'a'],
      ['word/document.xml', 'b'],
    ]),
  () =>
    zip([
      ['../../etc/passwd', 'a'],
      ['word/document.xml', 'b'],
    ]),
  () =>
    zip([
      ['/etc/passwd', 'a'],
      ['word/document.xml', 'b'],
    ]),
  () => zip([['word/document.xml', 'abc']], { encrypted: true }),
  () => zip([['word/document.xml', Buffer.alloc(90_000_000)]], { declared: 10 }),
  () => zip([['a.zip', zip([['b.zip', zip([['c', 'd']])]])]]),
  () => zip([['word/document.xml', 'abc']], { declared: 4_000_000_000 }),
  () => zip([]),
  i => utf8(`PK\x03\x04${'\0'.repeat(i * 7)}`),
]

const HOSTILE_SHEETS: readonly string[] = [
  '<sheetData><row r="1"><c r="A1"',
  '<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
  '<sheetData><row r="99999999999"><c r="ZZZZZZZ99999999999"><v>1</v></c></row></sheetData>',
  '<sheetData><row r="1"><c r="A1" t="s"><v>999999</v></c></row></sheetData>',
  `<sheetData>${'<row r="1"><c r="A1" t="inlineStr"><is><t>=cmd|calc</t></is></c><c r="B1" t="inlineStr"><is><t>@SUM(1)</t></is></c></row>'.repeat(3)}</sheetData>`,
  `<sheetData>${'<row>'.repeat(20_000)}</sheetData>`,
  `<sheetData>${Array.from({ length: 3000 }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>${i}</v></c><c r="B${i + 1}"><v>1e999</v></c></row>`).join('')}</sheetData>`,
  '<sheetData/>',
]

const HOSTILE_HTML: ((i: number) => string)[] = [
  () => `<html><body>${'<div>'.repeat(100_000)}deep`,
  () => `<html><body>${'<b><i>'.repeat(60_000)}deep`,
  () => `<html><body><p>${'x'.repeat(1_000_000)}</p>`,
  () => `<html><body><p>${' '.repeat(1_000_000)}x</p>`,
  () => `<html><body>${'<p>a'.repeat(200_000)}`,
  () => `<html><body>${'<!--'.repeat(200_000)}`,
  () => `<html><body><p ${'a="b" '.repeat(100_000)}>text</p>`,
  () => `<html><body>${'<table><tr><td>'.repeat(190)}x`,
  () => `<html><body>${'<a href="javascript:alert(1)">[click](javascript:x)</a>'.repeat(500)}`,
  () => `<html><body><script>while(true){}</script><style>p{}</style><p hidden>x</p><p>seen</p>`,
  () => `<html><body>${'</div></p></span>'.repeat(100_000)}x`,
  () => `<html><body><p>${'&'.repeat(500_000)}</p><p>${'&#x110000;&#0;'.repeat(1000)}</p>`,
  i =>
    `<html><body><svg><math>${'<mtext><table><mglyph><style>'.repeat(i)}<img src=x onerror=alert(1)></math></svg>text`,
]

const BROKEN_CSV: ((i: number) => string)[] = [
  () => 'question,answer\n"a,b\nc,d\n',
  () => `question,answer\n${'"'.repeat(100_001)}`,
  () => `question,answer\na,${'"'.repeat(5000)}b\n`,
  () => `${'a,'.repeat(200_000)}\n${'b,'.repeat(200_000)}`,
  () => `question,answer\n${'q\n'.repeat(50_000)}`,
  () => `question,answer\n${Array.from({ length: 20_000 }, (_, i) => `q${i},=HYPERLINK("x")`).join('\n')}`,
  () => 'question,answer\n=1+1,@SUM(A1)\n+1,-2\n',
  () => `question,answer\n${'x'.repeat(1_000_000)},y`,
  () => 'question,question,answer,answer\n1,2,3,4',
  () => ',,,,\n,,,,\n',
  () => `name,price\n${'a | b\t|,"1\n2"\n'.repeat(3000)}`,
  i => `question;answer\n${';'.repeat(i * 100)}`,
]

const BROKEN_JSON: ((i: number) => string)[] = [
  () => '{"id":1',
  () => `{"id":${'['.repeat(100_000)}`,
  () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  () => '{"__proto__":{"id":"a"},"question":"q","answer":"a"}',
  () => '{"id":"a","question":"q","answer":{"toString":1}}',
  () => `{"id":"${'x'.repeat(1_000_000)}","question":"q","answer":"a"}`,
  () => '[]\n[]',
  () => '{"id":"a\\u0000b","question":"q","answer":"a"}',
  () => `{"id":"a","question":"q","answer":"a","similar":[${'"x",'.repeat(5000)}"y"]}`,
  i => `${'{}\n'.repeat(i + 1)}`,
]

const HOSTILE_MARKDOWN: ((i: number) => string)[] = [
  () => '['.repeat(1_000_000),
  () => '![](('.repeat(200_000),
  () => `# ${' '.repeat(500_000)}x`,
  () => '```a\n'.repeat(200_000),
  () => `${'> '.repeat(100_000)}x`,
  () => `${'  '.repeat(50_000)}- x\n`.repeat(5),
  () => `|${' |'.repeat(100_000)}\n|${' --- |'.repeat(100_000)}\n`,
  () => `---\na: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [${'*c,'.repeat(2000)}*c]\n---\ntext`,
  () => '<!-- questions\n'.repeat(100_000),
  () => `${'*'.repeat(300_000)}x${'*'.repeat(300_000)}`,
  () => `${'\n'.repeat(1_000_000)}x`,
  () => `# a\n\n${'Q: '.repeat(200_000)}`,
  () => `${'a. '.repeat(330_000)}`,
  () => `x${' '.repeat(900_000)}y`,
  i => `# t\n\n${'<!-- page 999999999 -->\n\nx\n\n'.repeat(1000 + i)}`,
  () => `${'- a?\n\n  b\n'.repeat(20_000)}`,
]

const NO_TEXT: ((i: number, random: Random) => Uint8Array)[] = [
  () => new Uint8Array(0),
  i => new Uint8Array(1000 * (i + 1)),
  (_, random) => Uint8Array.from({ length: 5000 }, () => random(256)),
  () => Uint8Array.from([0xff, 0xfe, 0x41]),
  () => Uint8Array.from([0xef, 0xbb, 0xbf]),
  () => utf8(' \n\t \r\n'),
  () => Uint8Array.from([0xc3, 0x28, 0xa0, 0xa1, 0xff]),
  () => utf8('长'.repeat(1_000_000)),
  () => utf8('\u0007\u0001'.repeat(4000)),
  () => Buffer.concat([utf8('text'), new Uint8Array(1)]),
]

const POLYGLOTS: ((i: number, random: Random) => Made)[] = [
  () => ({ name: 'a.pdf', bytes: Buffer.concat([docx(paragraphs(3)), utf8('%PDF-1.4')]) }),
  () => ({ name: 'a.docx', bytes: Buffer.concat([utf8('%PDF-1.4\n'), docx(paragraphs(3))]) }),
  () => ({ name: 'photo.pdf', bytes: Buffer.from('89504e470d0a1a0a0000', 'hex') }),
  () => ({ name: 'setup.docx', bytes: Buffer.concat([utf8('MZ'), new Uint8Array(100)]) }),
  () => ({ name: '../../etc/passwd\u0000.md', bytes: utf8('# a\n\ntext') }),
  () => ({ name: `${'长'.repeat(5000)}.txt`, bytes: utf8('some text') }),
  () => ({ name: 'a\u202Efdp.exe\r\nSet-Cookie: x', bytes: utf8('some text') }),
  () => ({ name: '', bytes: utf8('some text') }),
  () => ({ name: '....//', bytes: utf8('some text') }),
  () => ({ name: 'old.doc', bytes: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), new Uint8Array(500)]) }),
  () => ({
    name: 'locked.docx',
    bytes: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
  }),
  () => ({ name: 'a.csv', bytes: utf8('<!doctype html><html><body><p>page</p></body></html>') }),
  () => ({ name: 'a.html', bytes: pdf(textPage('Hello')) }),
  () => ({ name: 'a.txt', bytes: utf8('{\\rtf1 hello}') }),
  (_, random) => ({
    name: 'a.gz',
    bytes: Buffer.concat([Buffer.from('1f8b08', 'hex'), Uint8Array.from({ length: 99 }, () => random(256))]),
  }),
]

export function pdf(
  objects: readonly [string, string | Buffer][],
  trailer = '',
  more: readonly [string, string][] = [],
): Uint8Array {
  const parts = [Buffer.from('%PDF-1.7\n')]
  const offsets = new Map<number, number>()
  for (const [number, body] of [...objects, ...more]) {
    offsets.set(Number(number), Buffer.concat(parts).length)
    parts.push(Buffer.from(`${number} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n'))
  }
  const size = Math.max(...offsets.keys()) + 1
  const start = Buffer.concat(parts).length
  const rows = Array.from(
    { length: size },
    (_, i) => `${String(offsets.get(i) ?? 0).padStart(10, '0')} 00000 ${offsets.has(i) ? 'n' : 'f'} \n`,
  )
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n${rows.join('')}trailer<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF`,
    ),
  )
  return new Uint8Array(Buffer.concat(parts))
}

export function textPage(text: string, catalog = ''): [string, string | Buffer][] {
  return streamPage(Buffer.from(`BT /F1 12 Tf 20 700 Td (${text}) Tj ET`), '', '', catalog)
}

function streamPage(content: Buffer, filter = '', resources = '', catalog = ''): [string, string | Buffer][] {
  return [
    ['1', `<</Type/Catalog/Pages 2 0 R${catalog}>>`],
    ['2', '<</Type/Pages/Count 1/Kids[3 0 R]>>'],
    [
      '3',
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>${resources}>>>>`,
    ],
    [
      '4',
      Buffer.concat([
        Buffer.from(`<</Length ${content.length}${filter}>>\nstream\n`),
        content,
        Buffer.from('\nendstream'),
      ]),
    ],
    ['5', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'],
  ]
}

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function relations(list: readonly [id: string, type: string, target: string][]): string {
  const all = list.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${RELATION}/${type}" Target="${target}"/>`,
  )
  return `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`
}

export function docx(body: string, doctype = ''): Uint8Array {
  return zip([
    ['[Content_Types].xml', TYPES],
    ['_rels/.rels', relations([['r1', 'officeDocument', 'word/document.xml']])],
    [
      'word/document.xml',
      `<?xml version="1.0"?>${doctype}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${RELATION}"><w:body>${body}</w:body></w:document>`,
    ],
  ])
}

export function xlsx(sheet: string): Uint8Array {
  return zip([
    ['[Content_Types].xml', TYPES],
    ['_rels/.rels', relations([['r1', 'officeDocument', 'xl/workbook.xml']])],
    [
      'xl/workbook.xml',
      `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${RELATION}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ],
    ['xl/_rels/workbook.xml.rels', relations([['r1', 'worksheet', 'worksheets/sheet1.xml']])],
    [
      'xl/worksheets/sheet1.xml',
      `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${sheet}</worksheet>`,
    ],
  ])
}

function paragraphs(count: number): string {
  return Array.from({ length: count }, (_, i) => `<w:p><w:r><w:t>Paragraph ${i} of the manual.</w:t></w:r></w:p>`).join(
    '',
  )
}

/** Rows of inline texts: a question and an answer each. */
export function cells(count: number): string {
  return sheetRows([['question', 'answer'], ...Array.from({ length: count }, (_, i) => [`How ${i}?`, `So ${i}.`])])
}

export function sheetRows(rows: readonly (readonly string[])[]): string {
  const cell = (text: string, column: number, row: number) =>
    `<c r="${String.fromCharCode(65 + column)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`
  return `<sheetData>${rows.map((row, i) => `<row r="${i + 1}">${row.map((text, j) => cell(text, j, i + 1)).join('')}</row>`).join('')}</sheetData>`
}

/** A zip of our own making: a library would not write what is wrong with these. */
export function zip(
  entries: readonly [name: string, content: string | Uint8Array][],
  { encrypted = false, declared }: { encrypted?: boolean; declared?: number } = {},
): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of entries) {
    const data = deflateRawSync(content)
    const size = declared ?? Buffer.byteLength(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(encrypted ? 1 : 0, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(Buffer.from(content)), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(size, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, tail, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  return new Uint8Array(Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end]))
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = CRC[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

/** mulberry32. */
function randomOf(seed: number): Random {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
