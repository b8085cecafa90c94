/**
 * Digits that a PDF draws but does not name: a browser that prints tabular figures (`font-variant-numeric`) writes glyphs
 * without their characters, and "LLM01" is read as "LLM".
 */

/** A glyph that has no character, by its number in the font. */
export interface Glyph {
  code: number
}

/**
 * Which number is which digit: fonts hold their ten figures in a row, so when the glyphs without a character are exactly
 * ten in a row, they are 0 to 9. Empty otherwise: a wrong figure is worse than none.
 */
export function digitCodes(codes: readonly number[]): Map<number, string> {
  const sorted = [...new Set(codes)].sort((a, b) => a - b)
  const first = sorted[0] ?? 0
  if (sorted.length !== 10 || sorted.some((code, i) => code !== first + i)) return new Map()
  return new Map(sorted.map((code, digit) => [code, String(digit)]))
}
