/** When an agent works: by the clock on the wall of his time zone, each week alike. */
import Type, { type Static } from 'typebox'
import { InvalidInput } from '../errors.ts'
import { nextClosing } from '../handoff/waiting/business-hours.ts'

const Clock = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$',
  description: '`09:00`, up to `24:00`.',
})
const Span = Type.Object({ from: Clock, to: Clock }, { additionalProperties: false })

/** Of the same shape as an inbox's business hours. */
export const WorkingHours = Type.Object(
  {
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name, e.g. `Asia/Shanghai`.' }),
    week: Type.Array(Type.Array(Span, { maxItems: 6 }), {
      minItems: 7,
      maxItems: 7,
      description: 'Monday first; an empty day is free.',
    }),
  },
  { additionalProperties: false },
)
export type WorkingHours = Static<typeof WorkingHours>

/** @throws InvalidInput `working_hours_wrong` for a time zone that is none, or a span that ends before it begins. */
export function checkWorkingHours(hours: WorkingHours): void {
  if (!isTimeZone(hours.timeZone)) throw wrong(`there is no time zone ${hours.timeZone}`, hours.timeZone)
  for (const { from, to } of hours.week.flat()) {
    if (from >= to) throw wrong(`${from} is not before ${to}`, `${from}-${to}`)
  }
}

/** When the shift of now ends, or the next one, ms since 1970; undefined without hours, and when it never ends. */
export function shiftEnd(hours: WorkingHours | null, now: number): number | undefined {
  return hours === null ? undefined : nextClosing({ ...hours, exceptions: [] }, now)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const wrong = (what: string, value: string): InvalidInput =>
  new InvalidInput('working_hours_wrong', `These working hours cannot be: ${what}.`, {
    remedy: 'Use a time zone like Asia/Shanghai, and spans within one day.',
    value,
  })
