/** Entities of a company's own: lists with slips, patterns that cannot hang, roles. */
import { describe, expect, test } from 'vitest'
import { compileEntities } from '../../src/nlu/entities/custom-entities.ts'
import type { CustomEntity } from '../../src/nlu/entities/custom-entity.ts'
import { findEntities } from '../../src/nlu/entities.ts'

const NOW = new Date(2026, 10, 23, 11, 0)
const CITIES: CustomEntity = {
  name: 'city',
  values: [
    { value: 'Beijing', synonyms: { zh: ['北京'] } },
    { value: 'Shanghai', synonyms: { zh: ['上海', '魔都'] } },
    { value: 'Paris' },
    { value: 'London' },
  ],
  roles: [
    { name: 'from', before: ['从', 'from'], after: ['出发'] },
    { name: 'to', before: ['到', '去', 'to'] },
  ],
}
const PRODUCTS: CustomEntity = {
  name: 'product',
  fuzzy: true,
  values: [
    { value: 'kettle', synonyms: { zh: ['电热水壶', '热水壶'], en: ['electric kettle'] } },
    { value: 'gaiwan', synonyms: { zh: ['盖碗'] } },
    { value: 'iPhone 15', synonyms: {} },
  ],
}

function finder(...entities: CustomEntity[]) {
  const custom = compileEntities(entities)
  return (text: string) =>
    findEntities(text, NOW, { custom }).map(({ kind, value, role }) => [kind, value, ...(role ? [role] : [])].join(' '))
}

describe('lists', () => {
  const found = finder(PRODUCTS, CITIES)

  test.each([
    ['买一个电热水壶', 'product kettle'],
    ['買電熱水壺', 'product kettle'],
    ['my Electric Kettle leaks', 'product kettle'],
    ['a KETTLE please', 'product kettle'],
    ['iPhone 15壳', 'product iPhone 15'],
    ['我在魔都', 'city Shanghai'],
  ])('%s', (text, entity) => {
    expect(found(text)).toEqual([entity])
  })

  test.each([
    ['my ketle leaks', 'product kettle'],
    ['an electrc kettle', 'product kettle'],
    ['电热水湖坏了', 'product kettle'],
    ['gaiwen set', 'product gaiwan'],
    ['盖宛多少钱', 'product gaiwan'],
  ])('a slip is forgiven: %s', (text, entity) => {
    expect(found(text)).toEqual([entity])
  })

  test.each(['please settle this', 'a battle', 'kettles of fish: metal', 'parisian', '该玩了', '我改完了'])(
    'other words are left alone: %s',
    text => {
      expect(found(text).filter(entity => entity !== 'product kettle' || !text.includes('kettle'))).toEqual([])
    },
  )

  test('a list without "fuzzy" forgives nothing', () => {
    expect(finder({ ...PRODUCTS, fuzzy: false })('my ketle, 电热水湖')).toEqual([])
  })
})

describe('roles', () => {
  const found = finder(CITIES)

  test.each([
    ['从北京到上海', ['city Beijing from', 'city Shanghai to']],
    ['from Paris to London', ['city Paris from', 'city London to']],
    ['我要去上海，从北京出发', ['city Shanghai to', 'city Beijing from']],
    ['北京出发', ['city Beijing from']],
    ['ditto Paris', ['city Paris']],
    ['in Paris', ['city Paris']],
  ])('%s', (text, entities) => {
    expect(found(text)).toEqual(entities)
  })

  test('a built-in kind takes roles too', () => {
    const place = finder({ name: 'place', roles: [{ name: 'to', before: ['寄到', 'to'] }] })
    expect(place('寄到广州')).toEqual(['place CN-440100 to'])
    expect(place('ship to France')).toEqual(['place FR to'])
  })
})

describe('patterns', () => {
  test('find what they say, in any case and beside Han, the first group where there is one', () => {
    const found = finder({ name: 'member', patterns: ['VIP\\d{6}', '会员号[:：]?(\\d{4})'] })
    expect(found('我是vip123456的会员')).toEqual(['member vip123456'])
    expect(found('会员号：1234')).toEqual(['member 1234'])
  })

  test('find nothing in the middle of a word or number', () => {
    const found = finder({ name: 'code', patterns: ['\\d{6}'] })
    expect(found('我的手机13812345678')).toEqual(['phone +8613812345678'])
    expect(found('码123456')).toEqual(['code 123456'])
  })

  test('add to the order numbers that Yingda finds, or stand in their place', () => {
    const patterns = ['qh[ -]?\\d{11}']
    expect(finder({ name: 'order_number', patterns })('QH 20261118027 and AB12345678')).toEqual([
      'order_number QH20261118027',
      'order_number AB12345678',
    ])
    const only = finder({ name: 'order_number', patterns, shipped: false })
    expect(only('QH 20261118027 and AB12345678')).toEqual(['order_number QH20261118027'])
  })

  test('a built-in kind is turned off', () => {
    expect(finder({ name: 'place', shipped: false })('寄到上海 3件')).toEqual(['quantity 3 piece'])
    expect(finder({ name: 'date_range', shipped: false })('明天, 三天内')).toEqual(['date 2026-11-24', 'duration P3D'])
  })

  test.each<[string, string, string]>([
    ['a(?=b)', 'pattern_unsupported', 'a look ahead or behind, which RE2 cannot do: (?='],
    ['(?<!a)b', 'pattern_unsupported', 'a look ahead or behind'],
    ['(a)\\1', 'pattern_unsupported', 'a back reference, which RE2 cannot do: \\1'],
    ['(?>a)', 'pattern_unsupported', '(?>'],
    ['(a', 'pattern_unsupported', 'is not understood'],
    ['a*', 'pattern_empty', 'matches nothing'],
    ['(x{1,50}){1,9}', 'pattern_too_large', 'steps'],
  ])('%s is refused by name', (pattern, code, says) => {
    const attempt = () => compileEntities([{ name: 'thing', patterns: [pattern] }])
    expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }))
    expect(attempt).toThrow(pattern)
    expect(attempt).toThrow('thing')
  })

  test.each(['(a+)+$', '(a|aa)+b', '(.*)(.*)(.*)(.*)=1', '(\\w+\\d+)+z', '(x{1,30}){1,3}y', '(?:a?){30}a{30}'])(
    '%s cannot hang on a hundred thousand characters',
    pattern => {
      const custom = compileEntities([{ name: 'thing', patterns: [pattern] }])
      for (const part of ['a', 'x', '1', 'a1', '啊']) {
        // The first run also waits for dictionaries and the compiler.
        findEntities(part.repeat(10), NOW, { custom })
        const text = part.repeat(100_000)
        // Processor time: a machine that does five things at once makes everything late.
        const times = [1, 2, 3, 4, 5].map(() => {
          const before = process.cpuUsage()
          findEntities(text, NOW, { custom })
          const { user, system } = process.cpuUsage(before)
          return (user + system) / 1000
        })
        expect(Math.min(...times), part).toBeLessThan(50)
      }
    },
  )
})

test.each<[string, CustomEntity[], string]>([
  ['declared twice', [CITIES, CITIES], 'twice'],
  ['without a way to be found', [{ name: 'thing' }], 'neither values nor patterns'],
  ['that turns off what is not built in', [{ name: 'thing', patterns: ['a'], shipped: false }], 'built-in'],
  ['whose role has no words', [{ name: 'place', roles: [{ name: 'to' }] }], 'role to'],
])('an entity %s is refused', (_, entities, says) => {
  expect(() => compileEntities(entities)).toThrow(
    expect.objectContaining({ code: 'entity_malformed', message: expect.stringContaining(says) }),
  )
})
