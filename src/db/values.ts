/** How values pass between JavaScript and PostgreSQL: one way for both engines, that of `pg`. */
import pg from 'pg'

const INT8 = 20

/** The parser of a column's text; 64-bit integers become numbers, or bigints when they are too large to be exact. */
export function parserOf(type: number, format?: 'text' | 'binary'): (text: string) => unknown {
  return type === INT8 && format !== 'binary' ? toInteger : pg.types.getTypeParser(type, format as 'text')
}

function toInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
