/** What each kind finds in Chinese and English, and what it leaves alone. */
import { describe, expect, test } from 'vitest'
import { findEntities } from '../../src/nlu/entities.ts'

/** A Monday. */
const NOW = new Date(2026, 10, 23, 11, 0)
const found = (text: string) => findEntities(text, NOW).map(entity => `${entity.kind} ${entity.value}`)

describe.each<[string, [text: string, value: string][]]>([
  [
    'number',
    [
      ['一百二十三', '123'],
      ['编号一万两千三百四十五', '12345'],
      ['两千五', '2500'],
      ['三万五', '35000'],
      ['一千零一', '1001'],
      ['阅读3.5万', '35000'],
      ['1.5亿', '150000000'],
      ['twenty three', '23'],
      ['twenty-three', '23'],
      ['one hundred and five', '105'],
      ['1.2k', '1200'],
      ['3.5 million', '3500000'],
      ['it is -5', '-5'],
      ['size 42', '42'],
      ['size 1,200', '1200'],
    ],
  ],
  [
    'percent',
    [
      ['优惠15%', '15%'],
      ['百分之十五', '15%'],
      ['百分之百', '100%'],
      ['fifteen percent', '15%'],
      ['0.5 %', '0.5%'],
      ['10-20% off', '10-20%'],
    ],
  ],
  [
    'quantity',
    [
      ['买两三个', '2-3 piece'],
      ['要3件', '3 piece'],
      ['十二双', '12 pair'],
      ['2.5kg', '2.5 kg'],
      ['半斤茶叶', '0.5 jin'],
      ['两斤半', '2.5 jin'],
      ['十来个', '10 piece'],
      ['丢了，三件呢', '3 piece'],
      ['100ml', '100 ml'],
      ['two boxes of tea', '2 box'],
      ['5 kg of rice', '5 kg'],
      ['2-4 people', '2-4 person'],
      ['两位客人', '2 person'],
    ],
  ],
  [
    'duration',
    [
      ['等了半小时', 'PT30M'],
      ['一个半小时', 'PT1H30M'],
      ['三个月', 'P3M'],
      ['三个多月', 'P3M'],
      ['两个半月', 'P2.5M'],
      ['两天半', 'P2.5D'],
      ['半年', 'P6M'],
      ['五分钟', 'PT5M'],
      ['一刻钟', 'PT15M'],
      ['要3-5天', 'P3D-P5D'],
      ['3至5个工作日', 'P3D-P5D'],
      ['两三天', 'P2D-P3D'],
      ['for 3 days', 'P3D'],
      ['half an hour', 'PT30M'],
      ['an hour and a half', 'PT1H30M'],
      ['2 to 3 weeks', 'P2W-P3W'],
      ['a 3-day trip', 'P3D'],
      ["it's been a week", 'P1W'],
      ['a day later', 'P1D'],
      ['after a week of use', 'P1W'],
      ['two and a half hours', 'PT2H30M'],
    ],
  ],
  [
    'date',
    [
      ['明天下午三点', '2026-11-24T15:00'],
      ['明天上午9:30', '2026-11-24T09:30'],
      ['下周五', '2026-12-04'],
      ['上上周三', '2026-11-11'],
      ['周四能到吗', '2026-11-26'],
      ['月底', '2026-11-30'],
      ['12月初', '2026-12-01'],
      ['上个月', '2026-10'],
      ['下个月5号', '2026-12-05'],
      ['上周', '2026-W47'],
      ['去年', '2025'],
      ['明年3月', '2027-03'],
      ['二〇二六年十一月五日', '2026-11-05'],
      ['2026/11/5', '2026-11-05'],
      ['三天后', '2026-11-26'],
      ['三个月前', '2026-08'],
      ['今天上午10点', '2026-11-23T10:00'],
      ['两个小时前', '2026-11-23T09:00'],
      ['今晚八点半', '2026-11-23T20:30'],
      ['晚上12点', '2026-11-24T00:00'],
      ['中午12点半', '2026-11-23T12:30'],
      ['凌晨两点', '2026-11-23T02:00'],
      ['大后天', '2026-11-26'],
      ['礼拜天', '2026-11-22'],
      ['去年双十一', '2025-11-11'],
      ['五点前能到吗', '2026-11-23T05:00'],
      ['next Friday', '2026-12-04'],
      ['in two weeks', '2026-12-07'],
      ['tomorrow at 3pm', '2026-11-24T15:00'],
      ['by Friday', '2026-11-27'],
      ['last week', '2026-W47'],
      ['this week', '2026-W48'],
      ['last month', '2026-10'],
      ['May 2026', '2026-05'],
      ['next year', '2027'],
      ['end of the month', '2026-11-30'],
      ['an hour ago', '2026-11-23T10:00'],
      ['available from 10 May', '2027-05-10'],
      ['14 months ago', '2025-09'],
    ],
  ],
  [
    'date_range',
    [
      ['三天内', '2026-11-23/2026-11-26'],
      ['24小时内发货', '2026-11-23T11:00/2026-11-24T11:00'],
      ['最近三天', '2026-11-20/2026-11-23'],
      ['近一个月', '2026-10-23/2026-11-23'],
      ['11月5号到8号', '2026-11-05/2026-11-08'],
      ['周一到周五', '2026-11-23/2026-11-27'],
      ['下周一到周三', '2026-11-30/2026-12-02'],
      ['明天下午3点到5点', '2026-11-24T15:00/2026-11-24T17:00'],
      ['上午9点到下午6点', '2026-11-23T09:00/2026-11-23T18:00'],
      ['明天下午', '2026-11-24T13:00/2026-11-24T19:00'],
      ['这周末', '2026-11-28/2026-11-29'],
      ['十一月上旬', '2026-11-01/2026-11-10'],
      ['from Nov 5 to Nov 8', '2026-11-05/2026-11-08'],
      ['the last 3 days', '2026-11-20/2026-11-23'],
      ['within two weeks', '2026-11-23/2026-12-07'],
      ['tomorrow morning', '2026-11-24T06:00/2026-11-24T12:00'],
      ['this weekend', '2026-11-28/2026-11-29'],
    ],
  ],
  [
    'url',
    [
      ['看 https://shop.example.com/a?b=c，谢谢', 'https://shop.example.com/a?b=c'],
      ['(see www.example.com).', 'https://www.example.com/'],
      ['visit example.com/returns', 'https://example.com/returns'],
      ['https://a.example.com/?mail=b@c.com', 'https://a.example.com/?mail=b@c.com'],
    ],
  ],
  [
    'place',
    [
      ['寄到上海', 'CN-310000'],
      ['浙江省杭州市', 'CN-330100'],
      ['延边也能送吗', 'CN-222400'],
      ['台灣可以寄嗎', 'TW'],
      ['发往法国', 'FR'],
      ['ship to france', 'FR'],
      ['the UK', 'GB'],
      ['in the US', 'US'],
      ['Hangzhou, China', 'CN-330100'],
      ['New Zealand', 'NZ'],
    ],
  ],
])('%s', (kind, cases) => {
  test.each(cases)('%s', (text, value) => {
    expect(found(text)).toEqual([`${kind} ${value}`])
  })
})

test.each([
  '一下',
  '我想问一下',
  '第一次',
  'iPhone 15 Pro',
  '我的iPhone 15坏了',
  '小米15',
  '24小时客服',
  '7天无理由',
  '7天无理由可以退吗',
  '千万别发错',
  '万一坏了怎么办',
  '十分满意',
  '百度一下',
  '一起',
  '一块去',
  '有一个问题',
  '三点建议',
  '第三天',
  '每周三',
  '早上好',
  '晚点再说',
  '等一会儿',
  '2楼',
  'A4纸',
  '5G手机',
  '第2件半价',
  '东西安装好了',
  '农历八月十五',
  '茶叶没开封',
  '一部分没到',
  '电器有没有三包',
  '后三位数',
  'a second account',
  'Black Friday deals?',
  'last minute trip',
  'this one',
  'I want one',
  'twice a week',
  'contact us',
  'a china cup',
  '24/7 support',
  '1/2 cup',
  'v1.2.3',
  'every Monday',
  'covid19',
  '3D printer',
  'ok.thanks',
])('%s names nothing', text => {
  expect(found(text)).toEqual([])
})

test('the most specific reading of the same words wins', () => {
  expect(found('13812345678')).toEqual(['phone +8613812345678'])
  expect(found('订单号 123456789')).toEqual(['order_number 123456789'])
  expect(found('2026-11-05')).toEqual(['date 2026-11-05'])
  expect(found('https://a.example.com/2026-11-05')).toEqual(['url https://a.example.com/2026-11-05'])
  expect(found('三百块买了三件')).toEqual(['money CNY 300.00', 'quantity 3 piece'])
})

test('a date says how exact it is', () => {
  const granularity = (text: string) => findEntities(text, NOW)[0]?.granularity
  expect(['去年', '上个月', '上周', '明天', '明天三点', '明天3:05'].map(granularity)).toEqual([
    'year',
    'month',
    'week',
    'day',
    'hour',
    'minute',
  ])
})

test('dates are counted from the instant in the time zone that is given', () => {
  const instant = new Date('2026-11-23T20:00:00Z')
  const at = (zone: string, text: string) => findEntities(text, instant, { zone })[0]?.value
  expect(at('Asia/Shanghai', '明天')).toBe('2026-11-25')
  expect(at('America/New_York', '明天')).toBe('2026-11-24')
  expect(at('Asia/Shanghai', 'tomorrow at 3pm')).toBe('2026-11-25T15:00')
  expect(at('America/New_York', '一小时后')).toBe('2026-11-23T16:00')
})

test('a month later than the last day of the shorter month is its last day', () => {
  const values = findEntities('一个月内', new Date(2026, 0, 31, 9)).map(({ value }) => value)
  expect(values).toEqual(['2026-01-31/2026-02-28'])
})
