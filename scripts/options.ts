import { InvalidInput } from '../src/errors.ts'
import { nearest } from './nearest.ts'

/** An option that is a whole number. @throws InvalidInput `option_invalid`. */
export function numberOption(
  flag: string,
  value: unknown,
  { least, most, fallback }: { least: number; most: number; fallback: number },
): number {
  if (value === undefined) return fallback
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new InvalidInput('option_invalid', `${flag} must be a whole number from ${least} to ${most}.`, {
    remedy: `Leave it out for ${fallback}.`,
    value,
  })
}

/** A word that must be one of a few. @throws InvalidInput `option_invalid`, with the nearest of them. */
export function oneOf<T extends string>(what: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find(one => one === value)
  if (found !== undefined) return found
  const near = nearest(value, allowed)
  throw new InvalidInput('option_invalid', `“${value}” is no ${what}.`, {
    remedy: `${near === undefined ? '' : `Did you mean “${near}”? `}Use one of: ${allowed.join(', ')}.`,
    value,
  })
}

/** An option that cannot be left out. @throws InvalidInput `option_missing`. */
export function required(flag: string, value: unknown): string {
  if (value !== undefined && value !== '') return String(value)
  throw new InvalidInput('option_missing', `${flag} is missing.`, { remedy: 'Add it; --help shows an example.' })
}
