import { describe, expect, it } from 'vitest'
import { bodyParts } from '../../src/retrieval/body-parts.ts'

describe('the parts of a body that get a vector', () => {
  it('join short paragraphs, and keep what is short whole', () => {
    expect(bodyParts('Open the order.\n\nClick **Return**.')).toEqual(['Open the order.\nClick Return.'])
    expect(bodyParts('')).toEqual([])
  })

  it('cut a long table between rows, and a long paragraph between sentences', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `| ${i} | Verify that the requirement of number ${i} holds |`)
    const table = bodyParts(`| # | Description |\n| --- | --- |\n${rows.join('\n')}`)
    expect(table.length).toBeGreaterThan(1)
    expect(table.every(part => part.length <= 301)).toBe(true)
    expect(table.join('\n')).toContain('11 Verify that the requirement of number 11 holds')
    const text = bodyParts('退货的商品需要保持完好，包装齐全，并附上发票。'.repeat(20))
    expect(text.length).toBeGreaterThan(2)
    expect(text.every(part => part.endsWith('。') && part.length <= 160)).toBe(true)
  })
})
