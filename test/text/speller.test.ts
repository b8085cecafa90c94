import { describe, expect, it, test } from 'vitest'
import { createSpeller, learnWords } from '../../src/text/speller.ts'
import { buildSpellings, distance, nearestWord } from '../../src/text/spelling.ts'

const TEXTS = [
  'How do I change my password?',
  'When will my refund arrive, and can I cancel the order?',
  'my pasword does not work',
  'Do you take Huabei? Huabei is fine. Pay with Huabei.',
  ...['快递什么时候到', '可以换一家快递吗', '优惠券过期了怎么办', '优惠券能一起用吗', '能开发票吗', '发票开错了'],
  ...['紫砂壶怎么养', '紫砂壶能刷吗', '怎么催发货', '什么时候发货'],
]

describe('the speller', () => {
  const speller = createSpeller(learnWords(TEXTS))

  test.each([
    ['how do i chnage my pasword', 'how do i change my password'],
    ['wehn will my refnud arive', 'when will my refund arrive'],
    ['默任发的是哪家快弟', '默任发的是哪家快递'],
    ['优会券不能用了', '优惠券不能用了'],
    ['我要发漂', '我要发票'],
    ['新买的紫沙壶', '新买的紫砂壶'],
    ['用huabie付', '用huabie付'],
    ['pay with huabie', 'pay with huabei'],
  ])('%s is read as %s', (written, read) => {
    expect(speller.correct(written)).toBe(read)
  })

  test.each([
    'is there wifi in the store, and can i browse it on my phone',
    'i wasnt told that its a loose leaf colour',
    'mail ordr@exmaple.com or call 13800138000, order QH20261123001, see http://exmaple.com/refnud',
    '这句话怎么翻译成日语',
    '你们的货发得过来吗',
    '帮我在杭州订一间酒店',
    'ordr-pasword_2',
  ])('%s is left as it is', text => {
    expect(speller.correct(text)).toBe(text.toLowerCase())
  })

  it('normalises what it gives, and takes anything', () => {
    expect(speller.correct('ＷＨＥＮ  will it arrive？')).toBe('when will it arrive?')
    expect(speller.correct('')).toBe('')
    const long = '快弟'.repeat(50_000)
    expect(speller.correct(long)).toHaveLength(long.length)
  })

  it('does not take a slip that the company made itself for a word', () => {
    expect(createSpeller(learnWords(['pasword', 'pasword', 'password'])).correct('pasword')).toBe('password')
  })
})

describe('spelling', () => {
  const spellings = buildSpellings(new Map([...'password refund order cancel'.split(' ')].map(word => [word, 1])))

  it('finds the known word behind a slip, a swap counting once', () => {
    expect(nearestWord(spellings, 'pasword')).toBe('password')
    expect(nearestWord(spellings, 'refnud')).toBe('refund')
    expect(nearestWord(spellings, 'oder')).toBe('order')
    expect(nearestWord(spellings, 'banana')).toBeUndefined()
    expect(nearestWord(spellings, 'odr')).toBeUndefined()
  })

  it('prefers the nearer word, and of two equally near ones the more frequent', () => {
    const near = (...words: [string, number][]) => nearestWord(buildSpellings(new Map(words)), 'prise')
    expect(near(['prize', 1], ['price', 5])).toBe('price')
    expect(near(['prize', 5], ['price', 1])).toBe('prize')
  })

  it('measures the distance', () => {
    expect(distance('wehn', 'when', 2)).toBe(1)
    expect(distance('kitten', 'sitting', 3)).toBe(3)
    expect(distance('a', 'abcdef', 2)).toBe(3)
  })
})
