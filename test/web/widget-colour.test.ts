import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accentsOf, contrast, parse } from '../../web/widget/colour.ts'

it('keeps every colour that an inbox may have readable (WCAG AA)', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), value => {
      const { accent, on, light, dark } = accentsOf(`#${value.toString(16).padStart(6, '0')}`)
      expect(contrast(parse(accent), parse(on))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(parse(light), parse('#f1f4f2'))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(parse(light), parse('#ffffff'))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(parse(dark), parse('#262b28'))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(parse(dark), parse('#181b19'))).toBeGreaterThanOrEqual(4.5)
    }),
    { numRuns: 3000 },
  )
})

it.each([
  ['text', '#1b201d', '#f1f4f2'],
  ['muted text', '#5b645e', '#f1f4f2'],
  ['an error', '#b3261e', '#ffffff'],
  ['a warning', '#664800', '#fff5dc'],
  ['dark: text', '#ebeeec', '#262b28'],
  ['dark: muted text', '#a3ada7', '#262b28'],
  ['dark: an error', '#ff9d94', '#181b19'],
  ['dark: a warning', '#f5dd9b', '#3a300f'],
])('%s can be read', (_name, text, surface) => {
  expect(contrast(parse(text), parse(surface))).toBeGreaterThanOrEqual(4.5)
})
