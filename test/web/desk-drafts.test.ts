import { describe, expect, test } from 'vitest'
import { MAX_TEXT } from '../../src/message.ts'
import { createDraftStore, type KeyValue, MAX_DRAFTS, MAX_REPLY } from '../../web/desk/drafts.ts'

function memory(): KeyValue & { values: Map<string, string> } {
  const values = new Map<string, string>()
  return { values, getItem: key => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) }
}

describe('drafts', () => {
  test('survive a reload, each in its conversation', () => {
    const storage = memory()
    const before = createDraftStore(storage, 'agent')
    before.set('a', 'first')
    before.set('b', 'second')
    const after = createDraftStore(storage, 'agent')
    expect([after.get('a'), after.get('b'), after.get('c')]).toEqual(['first', 'second', ''])
  })

  test('go when they are sent or emptied', () => {
    const storage = memory()
    const drafts = createDraftStore(storage, 'agent')
    drafts.set('a', 'words')
    drafts.set('a', '  ')
    expect(createDraftStore(storage, 'agent').get('a')).toBe('')
  })

  test('of two agents in one browser stay apart', () => {
    const storage = memory()
    createDraftStore(storage, 'one').set('a', 'mine')
    expect(createDraftStore(storage, 'two').get('a')).toBe('')
  })

  test('are forgotten oldest first beyond the limit', () => {
    let clock = 0
    const drafts = createDraftStore(memory(), 'agent', () => clock++)
    for (let n = 0; n <= MAX_DRAFTS; n++) drafts.set(`c${n}`, 'text')
    expect(drafts.get('c0')).toBe('')
    expect(drafts.get('c1')).toBe('text')
    expect(drafts.get(`c${MAX_DRAFTS}`)).toBe('text')
  })

  test('a damaged or full storage loses nothing but the memory', () => {
    const full: KeyValue = {
      getItem: () => '{"not": "a list"',
      setItem: () => {
        throw new Error('full')
      },
    }
    const drafts = createDraftStore(full, 'agent')
    drafts.set('a', 'kept while the page lives')
    expect(drafts.get('a')).toBe('kept while the page lives')
  })
})

test('a reply may be as long as the server takes', () => {
  expect(MAX_REPLY).toBe(MAX_TEXT)
})
