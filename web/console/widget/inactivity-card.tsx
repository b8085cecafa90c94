import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useConsoleWords } from '../words.ts'
import { type Inactivity, USUAL_INACTIVITY } from './inboxes.ts'

interface Props {
  inactivity: Inactivity | undefined
  disabled: boolean
  onChange(inactivity: Inactivity): void
}

const HOUR = 60
const DAY = 24 * HOUR
const OFFERED = [5, 10, 15, 30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY]
const NEVER = 0

/** When a conversation that nobody goes on with is closed by itself. */
export function InactivityCard({ inactivity = USUAL_INACTIVITY, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  return (
    <section className="card" id="inactivity">
      <h2>{t('inactivity.title')}</h2>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('inactivity.about')}
      </p>
      {(['bot', 'agent'] as const).map(holder => (
        <div key={holder} className="hours-zone">
          <span className="grow">{t(`inactivity.${holder}`)}</span>
          <Silence
            label={t(`inactivity.${holder}`)}
            minutes={inactivity[holder]}
            disabled={disabled}
            onChange={minutes => onChange({ ...inactivity, [holder]: minutes })}
          />
        </div>
      ))}
    </section>
  )
}

interface SilenceProps {
  label: string
  minutes: number | null
  disabled: boolean
  onChange(minutes: number | null): void
}

function Silence({ label, minutes, disabled, onChange }: SilenceProps): ReactNode {
  const { t, language } = useConsoleWords()
  // Another number may have come over the API.
  const offered = [...new Set([...OFFERED, ...(minutes === null ? [] : [minutes])])].toSorted((a, b) => a - b)
  return (
    <Select
      aria-label={label}
      style={{ minWidth: 130 }}
      disabled={disabled}
      value={minutes ?? NEVER}
      onChange={value => onChange(value === NEVER ? null : value)}
      options={[
        { value: NEVER, label: t('inactivity.never') },
        ...offered.map(value => ({ value, label: lengthOf(value, language) })),
      ]}
    />
  )
}

/** “30 minutes”, “24 小时”, “3 days”. */
function lengthOf(minutes: number, language: string): string {
  const [count, unit] =
    minutes > DAY && minutes % DAY === 0
      ? [minutes / DAY, 'day']
      : minutes % HOUR === 0
        ? [minutes / HOUR, 'hour']
        : [minutes, 'minute']
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}
