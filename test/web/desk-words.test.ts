import { describe, expect, test } from 'vitest'
import { PERMISSIONS } from '../../src/admin/permissions.ts'
import { THRESHOLD_KEYS } from '../../src/dialog/thresholds.ts'
import { WORD_KEYS } from '../../src/dialog/words.ts'
import type { VectorIndex } from '../../src/retrieval/vector-index.ts'
import { consoleEn } from '../../web/console/words.en.ts'
import { consoleZh } from '../../web/console/words.zh.ts'
import { deskEn } from '../../web/desk/words.en.ts'
import { deskZh } from '../../web/desk/words.zh.ts'
import { KNOWN_CODES } from '../../web/shared/error-words.ts'
import { sharedEn } from '../../web/shared/words.en.ts'
import { sharedZh } from '../../web/shared/words.zh.ts'

const CATALOGUES = [
  ['shared', sharedZh, sharedEn],
  ['desk', deskZh, deskEn],
  ['console', consoleZh, consoleEn],
] as const

describe.each(CATALOGUES)('the words of %s', (_, zh: Record<string, string>, en: Record<string, string>) => {
  test('stand in both languages under the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  })

  test('are nowhere empty', () => {
    expect([...Object.entries(zh), ...Object.entries(en)].filter(([, words]) => words.trim() === '')).toEqual([])
  })

  test('have the same parameters', () => {
    const params = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(found => found[1]).sort()
    const uneven = Object.keys(zh).filter(key => params(zh[key]!).join() !== params(en[key]!).join())
    expect(uneven).toEqual([])
  })

  test('are English in English: no Chinese was left over', () => {
    const chinese = Object.entries(en).filter(([key, words]) => /\p{Script=Han}/u.test(words) && key !== 'language.zh')
    expect(chinese).toEqual([])
  })

  test('name each plural in both forms', () => {
    const keys = Object.keys(en)
    const half = keys.filter(key => key.endsWith('_one') && !keys.includes(key.replace(/_one$/, '_other')))
    expect(half).toEqual([])
  })
})

test('desk and console do not use a key of the shared words for something else', () => {
  const shared = new Set(Object.keys(sharedZh))
  expect([...Object.keys(deskZh), ...Object.keys(consoleZh)].filter(key => shared.has(key))).toEqual([])
})

test('every error code that is known has its cause and its remedy', () => {
  const keys = Object.keys(sharedZh)
  const wanted = KNOWN_CODES.flatMap(code => [`error.${code}`, `error.${code}.remedy`])
  expect(wanted.filter(key => !keys.includes(key))).toEqual([])
})

test('every sentence of the bot has a name in the console, and every threshold its meaning and both effects', () => {
  const keys = Object.keys(consoleZh)
  const thresholds = THRESHOLD_KEYS.flatMap(key => ['', '.what', '.up', '.down'].map(end => `threshold.${key}${end}`))
  expect([...WORD_KEYS.map(key => `word.${key}`), ...thresholds].filter(key => !keys.includes(key))).toEqual([])
})

test('every permission has its words, and every kind of index', () => {
  const keys = Object.keys(consoleZh)
  const indexes: Record<VectorIndex['kind'] | 'lexical', true> = {
    lexical: true,
    exact: true,
    hnsw: true,
    pgvector: true,
  }
  const wanted = [
    ...PERMISSIONS.map(one => `permission.${one}`),
    ...Object.keys(indexes).map(kind => `runs.index_${kind}`),
  ]
  expect(wanted.filter(key => !keys.includes(key))).toEqual([])
})
