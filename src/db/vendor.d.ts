/** A part of `pg` that its types leave out. */
declare module 'pg/lib/utils.js' {
  /** A parameter as PostgreSQL's text form, or bytes; null for null and undefined. */
  export function prepareValue(value: unknown): string | Buffer | null
}
