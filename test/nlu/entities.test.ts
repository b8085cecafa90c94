import { describe, expect, test } from 'vitest'
import { findEntities } from '../../src/nlu/entities.ts'

/** A Monday. */
const NOW = new Date(2026, 10, 23, 11, 0)
const found = (text: string) => findEntities(text, NOW).map(entity => `${entity.kind} ${entity.value}`)

describe('order numbers', () => {
  test.each([
    ['帮我查一下 QH20261123001 走到哪儿了', 'QH20261123001'],
    ['麻烦查询一下订单号qh20261118027的运输状态', 'QH20261118027'],
    ['ＱＨ２０２６１１１８０２７', 'QH20261118027'],
    ['order QH-20261118027 please', 'QH20261118027'],
    ['my order number is 88213345', '88213345'],
    ['订单：123456789', '123456789'],
    ['ref AB12345678', 'AB12345678'],
  ])('%s', (text, value) => {
    expect(found(text)).toEqual([`order_number ${value}`])
  })
})

describe('phone numbers', () => {
  test.each([
    ['我的手机是13812345678，谢谢', '+8613812345678'],
    ['电话138 1234 5678', '+8613812345678'],
    ['call me at +1 415 555 2671', '+14155552671'],
    ['座机 010-62345678', '+861062345678'],
    ['+44 20 7946 0958', '+442079460958'],
  ])('%s', (text, value) => {
    expect(found(text)).toEqual([`phone ${value}`])
  })
})

describe('e-mail addresses', () => {
  test.each([
    ['发到Ann.Lee@Mail.example.com。', 'ann.lee@mail.example.com'],
    ['我的邮箱a+b@c.co谢谢', 'a+b@c.co'],
  ])('%s', (text, value) => {
    expect(found(text)).toEqual([`email ${value}`])
  })

  test('an at sign alone is none', () => {
    expect(found('@客服 meet @ noon a@b')).not.toContainEqual(expect.stringContaining('email'))
  })
})

describe('money', () => {
  test.each([
    ['退我¥1,299.50', 'CNY 1299.50'],
    ['少了25.5元', 'CNY 25.50'],
    ['三百二十块钱', 'CNY 320.00'],
    ['两千五元', 'CNY 2500.00'],
    ['1.2万元', 'CNY 12000.00'],
    ['charged $12 twice', 'USD 12.00'],
    ['it was 20 dollars', 'USD 20.00'],
    ['满199块包邮', 'CNY 199.00'],
    ['三块五一个', 'CNY 3.50'],
    ['3块5毛', 'CNY 3.50'],
    ['100多块', 'CNY 100.00'],
    ['29块9那个', 'CNY 29.90'],
    ['¥100-200', 'CNY 100.00-200.00'],
    ['預算100到200元', 'CNY 100.00-200.00'],
    ['$1.2k', 'USD 1200.00'],
    ['twenty dollars', 'USD 20.00'],
  ])('%s', (text, value) => {
    expect(found(text)).toEqual([`money ${value}`])
  })

  test('a quick "一块" of something and a bare number are none', () => {
    expect(found('我们一块去买了12个杯子 size 42')).toEqual(['quantity 12 piece', 'number 42'])
  })
})

describe('dates', () => {
  test.each([
    ['明天能到吗', '2026-11-24'],
    ['下周三送来', '2026-12-02'],
    ['11月5号买的', '2026-11-05'],
    ['十一月五号买的', '2026-11-05'],
    ['我20号买的茶叶', '2026-11-20'],
    ['31号买的', '2026-10-31'],
    ['昨天下午3点下的单', '2026-11-22T15:00'],
    ['後天到貨嗎', '2026-11-25'],
    ['2026-11-05', '2026-11-05'],
    ['I ordered it last Friday', '2026-11-20'],
    ['bought on Nov 5', '2026-11-05'],
    ['3 days ago', '2026-11-20'],
  ])('%s', (text, value) => {
    expect(found(text)).toEqual([`date ${value}`])
  })

  test.each(['I sat there', 'may I return it', 'sun cream', '7天无理由退货', 'QH20261123001的物流'])(
    '%s names none',
    text => {
      expect(found(text)).not.toContainEqual(expect.stringContaining('date'))
    },
  )
})

test('offsets are those of the text as received', () => {
  const text = '😀您好，我的订单ＱＨ２０２６１１１８０２７昨天到的，电话13812345678'
  const entities = findEntities(text, NOW)
  expect(entities.map(entity => entity.kind)).toEqual(['order_number', 'date', 'phone'])
  for (const entity of entities) expect(text.slice(entity.start, entity.end)).toBe(entity.text)
  expect(entities[0]!.text).toBe('ＱＨ２０２６１１１８０２７')
})

test('a hundred thousand characters of anything take a moment', () => {
  for (const part of [
    'a',
    '1',
    '1-',
    '@',
    'a@',
    'a.',
    '1,000',
    '月',
    '11月',
    '三百',
    'order ',
    '订单',
    '$1',
    '+1 ',
    '一',
    'mon ',
    '😀',
  ]) {
    const start = performance.now()
    findEntities(part.repeat(100_000), NOW)
    expect(performance.now() - start, part).toBeLessThan(1500)
  }
})
