/**
 * Names for statements that are worth preparing. Our SQL is written out, so the same few texts come again and again;
 * planning one costs more than running it (embedded: 3 ms of 4, measured by bench:turn).
 */
const REPEATED = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i
/** Beyond so many, a text is built from values somewhere, which is a fault: it goes unprepared. */
const NAMES_AT_MOST = 500

const names = new Map<string, string>()

/** A stable name for this text in this process; undefined for statements that are not repeated (DDL, BEGIN). */
export function statementName(sql: string): string | undefined {
  const known = names.get(sql)
  if (known !== undefined) return known
  if (names.size >= NAMES_AT_MOST || !REPEATED.test(sql)) return undefined
  const name = `y${names.size + 1}`
  names.set(sql, name)
  return name
}
