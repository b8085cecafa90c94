import { expect, test } from 'vitest'
import { cleanText, normalize } from '../../src/text/normalize.ts'

test('full width becomes half width, capitals small, and white space one space', () => {
  expect(normalize('　ＱＨ２０２６ Ａbc\n\t Ｄ ')).toBe('qh2026 abc d')
})

test('traditional characters become simplified ones, with their phrases', () => {
  expect(normalize('我的包裹運到哪裡了')).toBe('我的包裹运到哪里了')
  expect(normalize('乾淨的後面 乾坤 皇后')).toBe('干净的后面 乾坤 皇后')
})

test('invisible characters go and apostrophes are straight', () => {
  expect(normalize('re\u200bfund isn’t')).toBe("refund isn't")
})

test('normalising twice is normalising once', () => {
  for (const text of ['Ｈello　世界', '運費險', "I CAN'T", '😀 ok'])
    expect(normalize(normalize(text))).toBe(normalize(text))
})

test('what cannot be stored is taken out, and nothing else', () => {
  expect(cleanText('a\u0000b\ud800c😀\udc00 退\n')).toBe('abc😀 退\n')
})
