/** Calendar days of this machine, as `<input type="date">` has them: 2026-05-04. */

/** The day on which a moment falls, moved by some milliseconds; '' for none. */
export function dayOf(iso: string | undefined, moved = 0): string {
  if (iso === undefined) return ''
  const at = new Date(Date.parse(iso) + moved)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** A day's first moment; undefined for ''. */
export const startOfDay = (day: string): string | undefined => momentOf(day, 0)

/** The first moment that is not of this day any more; undefined for ''. */
export const endOfDay = (day: string): string | undefined => momentOf(day, 1)

function momentOf(day: string, later: number): string | undefined {
  const [year, month, date] = day.split('-').map(Number)
  if (year === undefined || month === undefined || date === undefined) return undefined
  return new Date(year, month - 1, date + later).toISOString()
}
