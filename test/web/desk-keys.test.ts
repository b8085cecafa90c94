import { describe, expect, test } from 'vitest'
import { ACTIONS, KEYS, NO_KEYS, PAIR_MS, press } from '../../web/desk/keys.ts'

const key = (name: string, change: Partial<{ typing: boolean; modified: boolean }> = {}) => ({
  key: name,
  typing: false,
  modified: false,
  ...change,
})

describe('the shortcuts', () => {
  test('act on a single key', () => {
    expect(press(NO_KEYS, key('a'), 0).action).toBe('accept')
    expect(press(NO_KEYS, key('?'), 0).action).toBe('help')
  })

  test('take two keys one after the other, where the first alone does nothing', () => {
    const first = press(NO_KEYS, key('g'), 0)
    expect(first.action).toBeUndefined()
    expect(press(first.state, key('q'), 500).action).toBe('tab_queue')
    expect(press(first.state, key('m'), 500).action).toBe('tab_mine')
  })

  test('forget the first key when the second is late, or another', () => {
    const first = press(NO_KEYS, key('g'), 0)
    expect(press(first.state, key('q'), PAIR_MS + 1).action).toBeUndefined()
    expect(press(first.state, key('a'), 100)).toEqual({ state: NO_KEYS, action: undefined })
  })

  test('rest while one types, but Escape leaves the field', () => {
    expect(press(NO_KEYS, key('a', { typing: true }), 0).action).toBeUndefined()
    expect(press(NO_KEYS, key('Escape', { typing: true }), 0).action).toBe('escape')
  })

  test('leave Ctrl, Alt and Meta to the browser', () => {
    expect(press(NO_KEYS, key('a', { modified: true }), 0).action).toBeUndefined()
  })

  test('stand on different keys, none of which starts a pair', () => {
    const typed = ACTIONS.map(action => KEYS[action].join(' '))
    expect(new Set(typed).size).toBe(typed.length)
    const leads = new Set(ACTIONS.map(action => KEYS[action]).flatMap(keys => (keys.length === 2 ? [keys[0]] : [])))
    expect(ACTIONS.filter(action => KEYS[action].length === 1 && leads.has(KEYS[action][0]))).toEqual([])
  })
})
