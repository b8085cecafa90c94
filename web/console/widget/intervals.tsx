import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import type { ReactNode } from 'react'
import { useConsoleWords } from '../words.ts'
import { endOf, isBadInterval, nextInterval, type OpenInterval, toEnd } from './hours.ts'

interface Props {
  day: readonly OpenInterval[]
  /** What the day is called, for who cannot see where the fields stand. */
  name: string
  disabled: boolean
  onChange(day: OpenInterval[]): void
}

const AT_MOST = 6

/** The open times of one day; none is a closed day. */
export function Intervals({ day, name, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const set = (at: number, change: Partial<OpenInterval>) =>
    onChange(day.map((one, i) => (i === at ? { ...one, ...change } : one)))
  return (
    <div className="hours-day">
      {day.length === 0 ? <span className="muted hours-closed">{t('hours.closed')}</span> : null}
      {day.map((interval, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an interval is its place; its times are being typed.
        <span key={i} className="hours-interval">
          <Input
            type="time"
            aria-label={`${name} ${t('hours.from')}`}
            disabled={disabled}
            status={isBadInterval(day, i) ? 'error' : ''}
            value={interval.from}
            onChange={event => set(i, { from: event.target.value || interval.from })}
          />
          –
          <Input
            type="time"
            aria-label={`${name} ${t('hours.to')}`}
            disabled={disabled}
            status={isBadInterval(day, i) ? 'error' : ''}
            value={endOf(interval.to)}
            onChange={event => set(i, { to: toEnd(event.target.value || interval.to) })}
          />
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={`${name}: ${t('app.delete')}`}
            disabled={disabled}
            onClick={() => onChange(day.filter((_, at) => at !== i))}
          />
        </span>
      ))}
      {day.length >= AT_MOST ? null : (
        <Button
          type="text"
          size="small"
          icon={<PlusOutlined />}
          aria-label={`${name}: ${t('hours.add_interval')}`}
          title={t('hours.add_interval')}
          disabled={disabled}
          onClick={() => onChange([...day, nextInterval(day)])}
        />
      )}
      {day.some((_, i) => isBadInterval(day, i)) ? <div className="hours-bad">{t('hours.bad')}</div> : null}
    </div>
  )
}
