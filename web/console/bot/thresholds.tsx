import { Button, InputNumber, Slider } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { type ConsoleKey, type ConsoleWords, useConsoleWords } from '../words.ts'
import { consoleZh } from '../words.zh.ts'
import { AnswerEffect } from './answer-effect.tsx'
import type { ThresholdDefault } from './settings.ts'

interface Props {
  values: Record<string, number>
  defaults: Record<string, ThresholdDefault>
  disabled: boolean
  onChange(values: Record<string, number>): void
}

/** Each number with its effect in words, the measured default marked on the slider. */
export function Thresholds({ values, defaults, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('bot.thresholds_hint')} <Link to="/try">{t('bot.thresholds_try')}</Link>
      </p>
      {Object.entries(defaults).map(([key, info]) => (
        <Threshold
          key={key}
          name={key}
          info={info}
          value={values[key] ?? info.value}
          disabled={disabled}
          onChange={value => onChange({ ...values, [key]: value })}
        />
      ))}
    </div>
  )
}

interface OneProps {
  name: string
  info: ThresholdDefault
  value: number
  disabled: boolean
  onChange(value: number): void
}

function Threshold({ name, info, value, disabled, onChange }: OneProps): ReactNode {
  const { t } = useConsoleWords()
  const step = Number.isInteger(info.min) && Number.isInteger(info.max) && info.max > 1 ? 1 : 0.01
  const changed = value !== info.value
  return (
    <div className="threshold">
      <div className="what">
        <strong>{text(`threshold.${name}`, t) ?? name}</strong>
        <div className="small muted">{text(`threshold.${name}.what`, t)}</div>
        <div className="small faint">
          {t('bot.default', { value: info.value, measured: info.measured })}
          {changed && !disabled ? (
            <Button type="link" size="small" onClick={() => onChange(info.value)}>
              {t('bot.restore')}
            </Button>
          ) : null}
        </div>
      </div>
      <div className="set">
        <div className="row">
          <Slider
            className="grow"
            min={info.min}
            max={info.max}
            step={step}
            value={value}
            disabled={disabled}
            marks={{ [info.value]: ' ' }}
            onChange={onChange}
            tooltip={{ open: false }}
            aria-label={name}
          />
          <InputNumber
            size="small"
            min={info.min}
            max={info.max}
            step={step}
            value={value}
            disabled={disabled}
            onChange={next => next !== null && onChange(next)}
            aria-label={name}
          />
        </div>
        {(['up', 'down'] as const).map(way => (
          <div key={way} className={changed && (way === 'up') === value > info.value ? 'small warn' : 'small faint'}>
            {text(`threshold.${name}.${way}`, t)}
          </div>
        ))}
      </div>
      {name === 'answer' ? <AnswerEffect value={value} disabled={disabled} onChange={onChange} /> : null}
    </div>
  )
}

/** The words of a key that may be newer than this catalogue. */
function text(key: string, t: ConsoleWords): string | undefined {
  return key in consoleZh ? t(key as ConsoleKey) : undefined
}
