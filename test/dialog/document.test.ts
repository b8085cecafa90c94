import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dialogDocument } from '../../src/dialog/diagram.ts'
import { THRESHOLD_KEYS, THRESHOLDS, thresholdsWith } from '../../src/dialog/thresholds.ts'
import { DEFAULT_WORDS, fill, WORD_KEYS, wordsWith } from '../../src/dialog/words.ts'

describe('docs/dialog.md', () => {
  it('is what scripts/dialog-diagram.ts writes now', () => {
    expect(readFileSync('docs/dialog.md', 'utf8')).toBe(dialogDocument())
  })
})

describe('the catalogue of words', () => {
  it('has every sentence in both languages, with the same placeholders', () => {
    const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
    for (const key of WORD_KEYS) {
      expect(DEFAULT_WORDS.en[key]).not.toBe('')
      expect(placeholders(DEFAULT_WORDS.en[key])).toEqual(placeholders(DEFAULT_WORDS.zh[key]))
    }
  })

  it('takes overrides, but not empty ones', () => {
    const words = wordsWith({ en: { go_on: 'Yes?', noted: '  ' } })
    expect(words.en.go_on).toBe('Yes?')
    expect(words.en.noted).toBe(DEFAULT_WORDS.en.noted)
  })

  it('fills placeholders and shows an unknown one', () => {
    expect(fill('{contact} {oops}', { contact: 'a@b' })).toBe('a@b {oops}')
  })
})

describe('thresholds', () => {
  it('lie between their bounds, and overrides are held there', () => {
    for (const key of THRESHOLD_KEYS) {
      const { value, min, max } = THRESHOLDS[key]
      expect(value).toBeGreaterThanOrEqual(min)
      expect(value).toBeLessThanOrEqual(max)
      expect(thresholdsWith({ [key]: 1000 })[key]).toBe(max)
    }
  })
})
