import { expect, test } from 'vitest'
import { bigrams, charNgrams, tokenize, words } from '../../src/text/tokens.ts'

test('Chinese is cut into words and English into stems, side by side', () => {
  expect(words('我的快递 Orders cancelled')).toEqual(['我', '的', '快递', 'order', 'cancel'])
})

test('a negation stays a word of its own', () => {
  expect(words("I don’t, can't, won't, cannot")).toEqual(['i', 'do', 'not', 'can', 'not', 'will', 'not', 'can', 'not'])
})

test('a number and its unit are two words, a model name is one', () => {
  expect(words('500ml iPhone11 12.5')).toEqual(['500', 'ml', 'iphone11', '12', '5'])
  expect(tokenize('500ml').map(token => token.kind)).toEqual(['number', 'latin'])
})

test('accents do not split a word', () => {
  expect(words('café menu')).toEqual(['café', 'menu'])
})

test('stop words go out on request, but negations and question words stay', () => {
  expect(words('how do I get a refund please', { dropStopWords: true })).toEqual(['how', 'refund'])
  expect(words('请问为什么不能退', { dropStopWords: true })).toContain('不能')
})

test('for search a long word also gives its parts', () => {
  expect(words('北京大学', { search: true })).toEqual(expect.arrayContaining(['北京', '大学', '北京大学']))
})

test('names of object properties are ordinary words', () => {
  expect(words('constructor toString __proto__')).toEqual(['constructor', 'tostr', 'proto'])
})

test('bigrams run over Han only, and one character is its own', () => {
  expect(bigrams('退货款 abc 好')).toEqual(['退货', '货款', '好'])
})

test('character n-grams stay within words and mark where a Latin word begins and ends', () => {
  expect(charNgrams('ab 退款', 2, 3)).toEqual([' a', ' ab', 'ab', 'ab ', 'b ', '退款'])
})

test('emoji and punctuation give no words, and nothing is cut in the middle of a character', () => {
  expect(words('😀👍!?。，')).toEqual([])
  expect(charNgrams('𠮷𠮷', 2, 2)).toEqual(['𠮷𠮷'])
})

test('a word of a hundred thousand characters hurts nobody', () => {
  tokenize('退')
  const start = performance.now()
  for (const part of ['a', '退', '😀', "'", 'a退', '1a', '\ud800']) {
    const text = part.repeat(100_000)
    words(text)
    bigrams(text)
    charNgrams(text, 2, 5)
  }
  expect(performance.now() - start).toBeLessThan(1500)
  expect(words('a'.repeat(10_000))[0]!.length).toBeLessThanOrEqual(40)
})
