import { describe, expect, it } from 'vitest'
import { parsePdf } from '../../src/parsing/pdf.ts'
import { digitCodes } from '../../src/parsing/pdf-digits.ts'
import { pdf } from '../helpers/hostile-files.ts'

/** Lines of a page: text, x, y from below, size, bold. */
type Line = [text: string, x: number, y: number, size?: number, bold?: boolean]

function pages(...all: Line[][]): Uint8Array {
  const objects: [string, string][] = [
    ['1', '<</Type/Catalog/Pages 2 0 R>>'],
    ['2', `<</Type/Pages/Count ${all.length}/Kids[${all.map((_, i) => `${10 + 2 * i} 0 R`).join(' ')}]>>`],
    ['3', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'],
    ['4', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>'],
  ]
  all.forEach((lines, i) => {
    const content = lines
      .map(([text, x, y, size = 10, bold]) => `BT /F${bold ? 2 : 1} ${size} Tf ${x} ${y} Td (${text}) Tj ET`)
      .join('\n')
    objects.push(
      [
        String(10 + 2 * i),
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents ${11 + 2 * i} 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>`,
      ],
      [String(11 + 2 * i), `<</Length ${content.length}>>\nstream\n${content}\nendstream`],
    )
  })
  return pdf(objects)
}

const text = (y: number): Line[] => [
  ['This is a line of text that is as long as the lines of a page are.', 50, y],
  ['It goes on below, in the same para-', 50, y - 12],
  ['graph.', 50, y - 24],
]

describe('a PDF', () => {
  it('has headings by size and weight, whole words, and a mark where a page begins', async () => {
    const file = await parsePdf(
      'guide.pdf',
      pages([['Guide', 50, 700, 20, true], ...text(660)], [['Fees', 50, 600, 14, true], ...text(570)]),
    )
    const paragraph =
      'This is a line of text that is as long as the lines of a page are. It goes on below, in the same paragraph.'
    expect(file.pages).toBe(2)
    expect(file.documents[0]).toMatchObject({
      title: 'Guide',
      key: 'guide',
      language: 'en',
      body: `<!-- page 1 -->\n\n## Guide\n\n${paragraph}\n\n<!-- page 2 -->\n\n## Fees\n\n${paragraph}`,
    })
  })

  it('loses running heads and page numbers, and tells pages without text', async () => {
    const page = (n: number): Line[] => [['Manual of the shop', 50, 780], ...text(600), [`${n}`, 300, 20]]
    const file = await parsePdf('m.pdf', pages(page(1), page(2), [], page(4)))
    expect(file.documents[0]!.body).not.toMatch(/Manual of the shop|\n4$/)
    expect(file.problems).toMatchObject([{ code: 'page_without_text', page: 3 }])
  })

  it('has tables where cells stand below each other, and lists', async () => {
    const row = (y: number, ...cells: string[]): Line[] => cells.map((cell, i) => [cell, 50 + 150 * i, y])
    const lines = [
      ...text(700),
      ...row(620, 'Land', 'Fee', 'Days'),
      ...row(600, 'China', '10', '2'),
      ...row(580, 'Japan', '20', '5'),
    ]
    const file = await parsePdf('t.pdf', pages([...lines, ['- one thing', 50, 500], ['- another', 50, 488]]))
    expect(file.documents[0]!.body).toContain(
      '| Land | Fee | Days |\n| --- | --- | --- |\n| China | 10 | 2 |\n| Japan | 20 | 5 |',
    )
    expect(file.documents[0]!.body).toContain('- one thing\n- another')
  })

  it('reports how far it is', async () => {
    const seen: number[] = []
    await parsePdf('p.pdf', pages(text(700), text(700)), page => void seen.push(page))
    expect(seen).toEqual([1, 2])
  })
})

describe('digits without a name', () => {
  it('are named when they are ten in a row, and never guessed', () => {
    expect([...digitCodes([248, 239, 240, 241, 242, 243, 244, 245, 246, 247, 240])][0]).toEqual([239, '0'])
    expect(digitCodes([239, 240, 241]).size).toBe(0)
    expect(digitCodes([1, 2, 3, 4, 5, 6, 7, 8, 9, 11]).size).toBe(0)
  })
})
