/** Until when a conversation is put off, by this machine's clock. Pure. */
export interface SnoozeChoice {
  key: 'hour' | 'tomorrow' | 'monday'
  at: Date
}

/** When the working day begins. */
const MORNING = 9

export function snoozeChoices(now: Date): SnoozeChoice[] {
  return [
    { key: 'hour', at: new Date(now.getTime() + 3_600_000) },
    { key: 'tomorrow', at: morningIn(now, 1) },
    { key: 'monday', at: morningIn(now, daysToMonday(now)) },
  ]
}

/** The next one, never today. */
function daysToMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7
}

function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING)
}

/** What an `input type=datetime-local` takes. */
export function toLocalField(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}
