import { Form, Input, Select, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { useConsoleWords } from '../words.ts'
import type { WorkingHours } from './agents.ts'
import { dayNames, dayText, parseDay, timeZones, usualHours } from './hours.ts'

interface Props {
  value?: WorkingHours | null
  onChange?(hours: WorkingHours | null): void
}

/** The working week as seven lines of text; off: nothing is stated. */
export function HoursField({ value = null, onChange = () => {} }: Props): ReactNode {
  const { t, language } = useConsoleWords()
  return (
    <div className="stack">
      <div className="row">
        <Switch
          aria-label={t('hours.on')}
          checked={value !== null}
          onChange={on => onChange(on ? usualHours() : null)}
        />
        <span>{t('hours.on')}</span>
      </div>
      {value === null ? null : (
        <>
          <Select
            showSearch
            aria-label={t('hours.zone')}
            value={value.timeZone}
            options={timeZones().map(zone => ({ value: zone, label: zone }))}
            onChange={timeZone => onChange({ ...value, timeZone })}
          />
          {dayNames(language).map((name, day) => (
            <DayLine
              key={name}
              name={name}
              text={dayText(value.week[day] ?? [])}
              onSpans={spans => onChange({ ...value, week: value.week.with(day, spans) })}
            />
          ))}
        </>
      )}
    </div>
  )
}

interface DayProps {
  name: string
  text: string
  onSpans(spans: WorkingHours['week'][number]): void
}

/** What is typed stays until it can be read. */
function DayLine({ name, text, onSpans }: DayProps): ReactNode {
  const { t } = useConsoleWords()
  const [typed, setTyped] = useState<string>()
  const wrong = typed !== undefined && parseDay(typed) === undefined
  return (
    <Form.Item
      style={{ marginBottom: 0 }}
      {...(wrong ? { validateStatus: 'error' as const, help: t('hours.wrong') } : {})}
    >
      <Input
        prefix={<span style={{ minWidth: 40 }}>{name}</span>}
        aria-label={name}
        placeholder={t('hours.free')}
        value={typed ?? text}
        onChange={({ target }) => {
          setTyped(target.value)
          const spans = parseDay(target.value)
          if (spans !== undefined) onSpans(spans)
        }}
        onBlur={() => wrong || setTyped(undefined)}
      />
    </Form.Item>
  )
}
