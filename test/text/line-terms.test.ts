import { describe, expect, test } from 'vitest'
import { contactTerms, lineTerms, queryMarks, queryTerms } from '../../src/text/line-terms.ts'

/** As the database does: each term of the query is one of the line's, or begins one. */
function finds(query: string, terms: readonly string[]): boolean {
  const asked = queryTerms(query)
  return (
    asked.length > 0 &&
    asked.every(
      ({ term, begins }) => terms.includes(term) || (begins !== undefined && terms.some(one => one.startsWith(begins))),
    )
  )
}
const marked = (query: string, text: string) => queryMarks(query, text).map(([from, to]) => text.slice(from, to))

describe('the words of a line', () => {
  const zh = lineTerms('我想退货，运费谁出？訂單 YD20240001')
  const en = lineTerms("The refunds for my order haven't arrived, shipping was late")

  test.each(['退货', '想退', '运费谁出', '货', '出', '退', '订单', '訂單', 'yd20240001', 'YD2024', '退货 运费'])(
    'a Chinese line is found by %s',
    query => expect(finds(query, zh)).toBe(true),
  )
  test.each(['换货', '货运', '运费 换货', 'yd20249'])('and not by %s', query => expect(finds(query, zh)).toBe(false))

  test.each(['refund', 'refunding', 'REFUNDS', 'shipp', 'ship late', 'the refund', 'arrived', 'ref'])(
    'an English line is found by %s',
    query => expect(finds(query, en)).toBe(true),
  )
  test.each(['invoice', 're', 'refund invoice', 'fund'])('and not by %s', query => expect(finds(query, en)).toBe(false))

  test('a contact is found by name, address and the last digits of the number', () => {
    const terms = contactTerms({ name: '王小明', email: 'Wang.XM@example.com', phone: '+86 138-1234-5678' })
    for (const query of ['王小', '小明', 'wang.xm@example.com', 'wang', 'example.com', '5678', '13812345678', '138'])
      expect([query, finds(query, terms)]).toEqual([query, true])
    expect(finds('678', terms)).toBe(false)
    expect(contactTerms({ name: null, email: null, phone: null })).toEqual([])
  })

  test('nothing but signs asks for nothing', () => expect(queryTerms(' ?!。 ')).toEqual([]))
})

describe('the marks of a query', () => {
  test('stand on whole runs of Han and on every form of a word', () => {
    expect(marked('退货 refund', '想退货，不退货款。Refunds take a day; refunded twice.')).toEqual([
      '退货',
      '退货',
      'Refunds',
      'refunded',
    ])
  })
  test('see through traditional characters, capitals and full width', () => {
    expect(marked('订单 yd1', '訂單 ＹＤ１２ 已發')).toEqual(['訂單', 'ＹＤ１２'])
  })
  test('stand inside a number for its last digits', () => expect(marked('5678', '+86 13812345678')).toEqual(['5678']))
  test('leave stop words alone', () => expect(marked('where is the order', 'the order is here')).toEqual(['order']))
})
