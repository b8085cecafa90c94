import { describe, expect, test } from 'vitest'
import { fillCanned, openPlaces, searchCanned, slashAt, textOf } from '../../web/shared/canned-text.ts'

describe('a canned text', () => {
  test('is filled with what is known; what is unknown or empty stays to be seen', () => {
    const text = '{{visitor.name}}您好，{{ order }}，我是{{agent.name}}，{{nonsense}}'
    const filled = fillCanned(text, { 'agent.name': '小王', order: 'A-1', 'visitor.name': '' })
    expect(filled).toBe('{{visitor.name}}您好，A-1，我是小王，{{nonsense}}')
    expect(openPlaces(filled)).toEqual(['{{visitor.name}}', '{{nonsense}}'])
    expect(openPlaces('nothing { open }')).toEqual([])
  })

  test('takes a name that looks like a place or a pattern as it is', () => {
    expect(fillCanned('Hi {{visitor.name}}', { 'visitor.name': '$& {{order}}', order: 'X' })).toBe('Hi $& {{order}}')
  })

  test('is the one in the visitor’s language, else the other', () => {
    expect(textOf({ zh: '好', en: 'ok' }, 'en')).toBe('ok')
    expect(textOf({ zh: '好', en: '' }, 'en')).toBe('好')
    expect(textOf({ zh: '', en: 'ok' }, 'zh')).toBe('ok')
  })
})

describe('the search by /', () => {
  test('begins at the start or after a space, and ends with the word', () => {
    expect(slashAt('/ref', 4)).toEqual({ from: 0, asked: 'ref' })
    expect(slashAt('您好 /tk', 6)).toEqual({ from: 3, asked: 'tk' })
    expect(slashAt('and/or', 6)).toBeUndefined()
    expect(slashAt('https://shop.example', 20)).toBeUndefined()
    expect(slashAt('/ref und', 8)).toBeUndefined()
  })

  test('finds by shortcut before title and initials, and these before the text', () => {
    const one = (shortcut: string, title: string, initials: string, zh = '') => ({
      shortcut,
      title,
      initials,
      zh,
      en: '',
    })
    const all = [one('a', '问候', 'wh', '退款'), one('b', '退款流程', 'tklc'), one('退款', '别的', 'bd')]
    expect(searchCanned(all, '退款').map(found => found.shortcut)).toEqual(['退款', 'b', 'a'])
    expect(searchCanned(all, 'TK').map(found => found.shortcut)).toEqual(['b'])
    expect(searchCanned(all, 'zzz')).toEqual([])
    expect(searchCanned(all, '')).toHaveLength(3)
  })
})
