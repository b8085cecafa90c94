import { Segmented, Select, Slider } from 'antd'
import type { ReactNode } from 'react'
import type { SurenessRule } from '../../../src/nlu/sureness.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { ofHundred, pointOf, type SurenessOf, type SurenessRules } from './sureness.ts'
import { SurenessChart } from './sureness-chart.tsx'

interface Props {
  measured: readonly SurenessOf[]
  rules: SurenessRules
  disabled: boolean
  onChange(rules: SurenessRules): void
}

/** For each language: how sure an intent must be, and what that costs. */
export function SurenessEditor({ measured, rules, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  return (
    <section>
      <h3>{t('sureness.title')}</h3>
      <p className="muted">{t(measured.length === 0 ? 'sureness.unmeasured' : 'sureness.about')}</p>
      <div className="sureness-languages">
        {measured.map(one => (
          <OneLanguage
            key={one.language}
            measured={one}
            rule={rules[one.language]}
            disabled={disabled}
            onChange={rule => onChange(withRule(rules, one.language, rule))}
          />
        ))}
      </div>
    </section>
  )
}

interface OneProps {
  measured: SurenessOf
  rule: SurenessRule | undefined
  disabled: boolean
  onChange(rule: SurenessRule | undefined): void
}

const SHARES = [0.9, 0.95, 0.98]
const OFF = 'off'
const OWN = 'own'
const ANY: SurenessRule = { kind: 'from', confidence: 0 }

function OneLanguage({ measured: { language, lines, points }, rule, disabled, onChange }: OneProps): ReactNode {
  const { t } = useConsoleWords()
  const point = pointOf(rule ?? ANY, points)
  const own = point?.from ?? 1
  const pick = (value: string) => {
    if (value === OFF) onChange(undefined)
    else if (value === OWN) onChange({ kind: 'from', confidence: own })
    else onChange({ kind: 'right', share: Number(value) })
  }
  return (
    <div className="sureness">
      <h4>{t(`sureness.${language}`)}</h4>
      <RuleChoice rule={rule} language={language} disabled={disabled} onPick={pick} />
      <p aria-live="polite">
        <strong>{point === undefined ? t('sureness.never') : t('sureness.means', ofHundred(point))}</strong>
      </p>
      <SurenessChart
        points={points}
        chosen={point}
        disabled={disabled}
        onChoose={({ from }) => onChange({ kind: 'from', confidence: from })}
      />
      <div className="row">
        <Slider
          className="grow"
          min={0}
          max={1}
          step={0.01}
          value={own}
          disabled={disabled}
          onChange={confidence => onChange({ kind: 'from', confidence })}
          tooltip={{ open: false }}
          ariaLabelForHandle={t('sureness.slider', { language: t(`sureness.${language}`) })}
        />
        <span className="num">{point === undefined ? '–' : own.toFixed(2)}</span>
      </div>
      <p className="small muted">{t('sureness.measured', { lines })}</p>
    </div>
  )
}

interface ChoiceProps {
  rule: SurenessRule | undefined
  language: 'zh' | 'en'
  disabled: boolean
  onPick(value: string): void
}

/** Side by side where there is room. */
function RuleChoice({ rule, language, disabled, onPick }: ChoiceProps): ReactNode {
  const { t } = useConsoleWords()
  const value = rule === undefined ? OFF : rule.kind === 'from' ? OWN : String(rule.share)
  const options = [
    { value: OFF, label: t('sureness.off') },
    ...SHARES.map(share => ({ value: String(share), label: t('sureness.right', { share: Math.round(100 * share) }) })),
    { value: OWN, label: t('sureness.own') },
  ]
  const name = t('sureness.slider', { language: t(`sureness.${language}`) })
  const given = { value, options, disabled, onChange: onPick, 'aria-label': name }
  return useIsPhone() ? <Select {...given} style={{ width: '100%' }} /> : <Segmented {...given} />
}

function withRule(rules: SurenessRules, language: 'zh' | 'en', rule: SurenessRule | undefined): SurenessRules {
  const { [language]: _, ...others } = rules
  return rule === undefined ? others : { ...others, [language]: rule }
}
