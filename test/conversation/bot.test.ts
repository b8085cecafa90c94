import { expect, it } from 'vitest'
import { createBot } from '../../src/conversation/bot.ts'
import { DEFAULT_THRESHOLDS } from '../../src/dialog/thresholds.ts'
import { DEFAULT_WORDS } from '../../src/dialog/words.ts'

function watched() {
  const searched: string[] = []
  const bot = createBot({
    understand: async text => ({
      text,
      normalized: text,
      language: 'zh',
      tokens: [],
      entities: [],
      intents: [{ name: text, confidence: 1 }],
      outOfScope: 0,
    }),
    async search({ text }) {
      searched.push(text)
      return []
    },
    find: () => undefined,
    intents: [],
    words: DEFAULT_WORDS,
    thresholds: DEFAULT_THRESHOLDS,
    language: 'zh',
  })
  return { bot, searched }
}

it('searches what a visitor means, completed by his question before, and keeps what he wrote', async () => {
  const { bot, searched } = watched()
  const { understanding } = await bot.think([{ text: '那茶杯呢？', format: 'plain' }], ['茶壶怎么清洗？'])
  expect(searched[0]).toContain('清洗')
  expect(searched[0]).toContain('茶杯')
  expect(understanding.text).toBe('那茶杯呢？')
  expect(understanding.intents[0]?.name).toBe(searched[0])
})

it('leaves a complete question alone', async () => {
  const { bot, searched } = watched()
  await bot.think([{ text: '运费怎么算？', format: 'plain' }], ['茶壶怎么清洗？'])
  expect(searched).toEqual(['运费怎么算？'])
})

it('looks at each question of a message that asks two, and at no other message twice', async () => {
  const { bot, searched } = watched()
  const { pieces } = await bot.think([{ text: '我要退款,另外发票怎么开', format: 'plain' }])
  expect(pieces?.map(({ understanding }) => understanding.text)).toEqual(['我要退款', '发票怎么开'])
  searched.length = 0
  expect((await bot.think([{ text: '我买了茶壶，怎么清洗？', format: 'plain' }])).pieces).toBeUndefined()
  expect(searched).toHaveLength(1)
})
