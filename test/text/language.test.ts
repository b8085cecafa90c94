import { expect, test } from 'vitest'
import { detectLanguage, spokenLanguage } from '../../src/text/language.ts'

test.each([
  ['你好', 'zh'],
  ['where is my order', 'en'],
  ['WHERE IS MY ORDER', 'en'],
  ['我的order到哪了', 'mixed'],
  ['帮我 track 一下我的包裹', 'mixed'],
  ['can i 退货', 'mixed'],
  ['refund 多久到账', 'mixed'],
])('words decide: %s is %s', (text, language) => {
  expect(detectLanguage(text)).toBe(language)
})

test.each([
  'A4纸',
  'iPhone坏了',
  'iPhone 15 Pro Max 有货吗',
  'wifi密码',
  'ok我知道了',
  '订单QH20261123001',
  '500ml的杯子',
  '发到邮箱 ann.lee@mail.example.com 可以吗',
])('a name, code, unit or address in a Chinese sentence leaves it Chinese: %s', text => {
  expect(detectLanguage(text)).toBe('zh')
})

test('a Chinese name in a long English sentence leaves it English', () => {
  expect(detectLanguage('Hello my name is 王小明 and I would like to return the cup that I bought')).toBe('en')
})

test.each(['', '   ', '12345', '👍', '…?!', 'привет', 'こんにちは', 'この商品はいつ届きますか'])(
  '%j is neither',
  text => {
    expect(detectLanguage(text)).toBe('other')
  },
)

test('a hundred thousand characters cost next to nothing', () => {
  const start = performance.now()
  for (const part of ['a', '退', '😀', 'a退', '@', 'a.']) detectLanguage(part.repeat(100_000))
  expect(performance.now() - start).toBeLessThan(200)
})

test('the answer to a mixed text is Chinese, and to none the fallback', () => {
  expect(spokenLanguage('mixed', 'en')).toBe('zh')
  expect(spokenLanguage('other', 'en')).toBe('en')
  expect(spokenLanguage('en', 'zh')).toBe('en')
})
