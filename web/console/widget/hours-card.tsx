import { Button, Segmented, Select } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useConsoleWords } from '../words.ts'
import { type BusinessHours, firstHours, timeZones, zoneLabel } from './hours.ts'
import { HoursExceptions } from './hours-exceptions.tsx'
import { Intervals } from './intervals.tsx'
import './hours.css'

interface Props {
  hours: BusinessHours | undefined
  disabled: boolean
  onChange(hours: BusinessHours | undefined): void
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** When people are at the desk: outside of it, visitors are told when they are back. */
export function HoursCard({ hours, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  return (
    <section className="card" id="hours">
      <h2>{t('hours.title')}</h2>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('hours.about')}
      </p>
      <Segmented
        disabled={disabled}
        value={hours === undefined ? 'always' : 'set'}
        onChange={value => onChange(value === 'set' ? firstHours() : undefined)}
        options={[
          { value: 'always', label: t('hours.always') },
          { value: 'set', label: t('hours.set') },
        ]}
      />
      {hours === undefined ? null : <Week hours={hours} disabled={disabled} onChange={onChange} />}
    </section>
  )
}

function Week({ hours, disabled, onChange }: Props & { hours: BusinessHours }): ReactNode {
  const { t } = useConsoleWords()
  const zones = useMemo(() => timeZones().map(value => ({ value, label: zoneLabel(value) })), [])
  const { timeZone, week, exceptions } = hours
  return (
    <div className="hours">
      <div className="hours-zone">
        <span>{t('hours.time_zone')}</span>
        <Select
          showSearch
          disabled={disabled}
          value={timeZone}
          aria-label={t('hours.time_zone')}
          options={
            zones.some(({ value }) => value === timeZone) ? zones : [{ value: timeZone, label: timeZone }, ...zones]
          }
          onChange={value => onChange({ ...hours, timeZone: value })}
        />
      </div>
      {DAYS.map((day, i) => (
        <div key={day} className="hours-row">
          <span className="hours-label">{t(`hours.${day}`)}</span>
          <Intervals
            day={week[i] ?? []}
            name={t(`hours.${day}`)}
            disabled={disabled}
            onChange={changed => onChange({ ...hours, week: week.map((one, at) => (at === i ? changed : one)) })}
          />
          {i === 0 ? (
            <Button
              type="link"
              size="small"
              disabled={disabled}
              onClick={() => onChange({ ...hours, week: week.map((one, at) => (at < 5 ? (week[0] ?? []) : one)) })}
            >
              {t('hours.copy')}
            </Button>
          ) : null}
        </div>
      ))}
      <HoursExceptions
        exceptions={exceptions}
        disabled={disabled}
        onChange={changed => onChange({ ...hours, exceptions: changed })}
      />
    </div>
  )
}
