/** What holds for every text: offsets, order, no overlap. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileEntities } from '../../src/nlu/entities/custom-entities.ts'
import { findEntities } from '../../src/nlu/entities.ts'

const NOW = new Date(2026, 10, 23, 11, 0)
const CUSTOM = compileEntities([
  {
    name: 'product',
    fuzzy: true,
    values: [{ value: 'electric kettle', synonyms: { zh: ['电热水壶', '盖碗'] } }],
    patterns: ['vip\\d{4}'],
    roles: [{ name: 'of', before: ['的', 'of'] }],
  },
])
const PIECES =
  '明天 下午 三点 半 到 5点 11月 5号 周五 月底 三天 内 后 一百二十三 两三个 3.5万 ％ % 15 元 块 五 ¥ $ ＄ １２ 斤 kg to next Friday in two weeks at 3pm for days ago ' +
  '13812345678 QH20261123001 a@b.co https://a.com/ 浙江省 杭州 从 北京 France US 電熱水壺 电热水湖 ketle vip1234 的 of İ 😀 𠮷 ﬁ \u0000 \ud800 後天 半小时 , . - / : （ ）'
const pieces = fc.constantFrom(...PIECES.split(' '), ' ')
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 25 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

test('offsets slice to the text of the entity; entities stand in order and do not overlap', () => {
  fc.assert(
    fc.property(texts, text => {
      const entities = findEntities(text, NOW, { custom: CUSTOM })
      let last = 0
      for (const { start, end, value, ...entity } of entities) {
        expect(text.slice(start, end)).toBe(entity.text)
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        expect(value).not.toBe('')
        expect(value).not.toMatch(/NaN|undefined|Infinity|null/)
        last = end
      }
    }),
    { numRuns: 2000 },
  )
}, 60_000)
