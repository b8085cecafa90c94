import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import type { ReactNode } from 'react'
import { useConsoleWords } from '../words.ts'
import type { HoursException } from './hours.ts'
import { Intervals } from './intervals.tsx'

interface Props {
  exceptions: readonly HoursException[]
  disabled: boolean
  onChange(exceptions: HoursException[]): void
}

/** Holidays, and days with other hours than their weekday. */
export function HoursExceptions({ exceptions, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const today = new Date().toISOString().slice(0, 10)
  const set = (at: number, change: Partial<HoursException>) =>
    onChange(exceptions.map((one, i) => (i === at ? { ...one, ...change } : one)))
  return (
    <div>
      <h3 className="hours-title">{t('hours.exceptions')}</h3>
      <p className="muted small" style={{ marginTop: 0 }}>
        {t('hours.exceptions_hint')}
      </p>
      {exceptions.map((exception, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an exception is its place; its days are being typed.
        <div key={i} className="hours-exception">
          <span className="hours-interval">
            <Input
              type="date"
              aria-label={t('hours.first_day')}
              disabled={disabled}
              value={exception.from}
              onChange={({ target: { value: from } }) =>
                from && set(i, { from, to: exception.to < from ? from : exception.to })
              }
            />
            –
            <Input
              type="date"
              aria-label={t('hours.last_day')}
              disabled={disabled}
              min={exception.from}
              status={exception.from > exception.to ? 'error' : ''}
              value={exception.to}
              onChange={({ target: { value: to } }) => to && set(i, { to })}
            />
          </span>
          <Input
            className="hours-name"
            placeholder={t('hours.name')}
            aria-label={t('hours.name')}
            maxLength={60}
            disabled={disabled}
            value={exception.name ?? ''}
            onChange={event => set(i, { name: event.target.value })}
          />
          <Intervals
            day={exception.hours}
            name={exception.name || exception.from}
            disabled={disabled}
            onChange={hours => set(i, { hours })}
          />
          <Button
            type="text"
            size="small"
            danger
            icon={<CloseOutlined />}
            aria-label={`${exception.name || exception.from}: ${t('app.delete')}`}
            disabled={disabled}
            onClick={() => onChange(exceptions.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined />}
        disabled={disabled}
        onClick={() => onChange([...exceptions, { from: today, to: today, name: '', hours: [] }])}
      >
        {t('hours.add_exception')}
      </Button>
    </div>
  )
}
