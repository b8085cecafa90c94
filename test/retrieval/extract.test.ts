import { describe, expect, it } from 'vitest'
import { extract, extractWith } from '../../src/retrieval/extract.ts'
import { marksOf } from '../../src/retrieval/marks.ts'
import { fakeEmbedder } from './passages.ts'

const FILLER =
  'The shop was founded near the lake. It is known for its lanterns and its quiet garden. Many people visit it in spring when the trees bloom along the shore and boats go out. '
const ENGLISH = `${FILLER}Refunds reach your card within 5 working days. ${FILLER}`
const CHINESE = `${'本店位于湖边，以灯笼和安静的庭院闻名。春天有很多人来这里看花。'.repeat(6)}退款会在五个工作日内到账。${'门口的船每天都会出发，游客可以自由拍照。'.repeat(8)}`
const article = (query: string, text: string) => ({ query, text, kind: 'article' as const })

describe('cutting a passage down to what answers', () => {
  it('keeps the sentence that the question is about, in either language', () => {
    const english = extract(article('when do refunds reach my card', ENGLISH))
    expect(english.text).toContain('Refunds reach your card within 5 working days.')
    expect(english.text.length).toBeLessThan(360)
    expect(english.whole).toBe(false)
    const chinese = extract(article('退款几天到账', CHINESE))
    expect(chinese.text).toContain('退款会在五个工作日内到账。')
    expect(chinese.text.length).toBeLessThan(360)
  })

  it('keeps FAQ answers and short passages whole', () => {
    expect(extract({ query: 'refunds', kind: 'faq', text: ENGLISH })).toMatchObject({ text: ENGLISH, whole: true })
    expect(extract(article('refunds', 'Refunds take 5 days. We pay by card.'))).toMatchObject({ whole: true })
  })

  it('gives the whole list with the sentence that introduces it', () => {
    const list = '- Open the order.\n- Press the button.\n- Print the label.'
    const { text } = extract(
      article('how do I return an item', `${FILLER}\n\nTo return an item:\n\n${list}\n\n${FILLER}`),
    )
    expect(text).toContain(`To return an item:\n\n${list}`)
  })

  it('gives a row with the head of its table, and code as a block', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `| ${i + 1} kg | ${i + 4} yuan to the islands |`)
    const table = `| Weight | Price |\n| --- | --- |\n${rows.join('\n')}\n| 99 kg | by freight only |`
    const { text } = extract(article('freight', table))
    expect(text).toMatch(/^\| Weight \| Price \|\n\| --- \| --- \|\n/)
    expect(text).toContain('by freight only')
    expect(text).not.toContain('| 1 kg |')
    const code = '```\nfusermount -u point\n\nls\n```'
    expect(extract(article('fusermount', `${FILLER}\n\n${FILLER}\n\n${code}`)).text).toContain(code)
  })

  it('goes by meaning where the words differ', async () => {
    const { text } = await extractWith(
      fakeEmbedder(),
      article('freight', `${FILLER}Postage is 10 yuan everywhere. ${FILLER}`),
    )
    expect(text).toContain('Postage is 10 yuan')
  })

  it("marks the question's words where they stand", () => {
    const marked = (query: string, given: string) => {
      const { text } = extract(article(query, given))
      return marksOf(query, text).map(([from, to]) => text.slice(from, to))
    }
    expect(marked('refund to my card', 'Refunds reach your card.')).toEqual(['Refunds', 'card'])
    expect(marked('退款的地址', '您的退款，按原地址办理。')).toEqual(['退款', '地址'])
  })
})
