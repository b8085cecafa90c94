import { Checkbox, Input, InputNumber, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { HandoverSettings } from '../../../src/dialog/handover/settings.ts'
import { useConsoleWords } from '../words.ts'
import { Share } from './condition-fields.tsx'

interface Props {
  settings: HandoverSettings
  disabled: boolean
  onChange(part: Partial<HandoverSettings>): void
}

/** What every company may switch on without writing a rule. */
export function BuiltInCard({ settings, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { anger, unsure, vip, waiting } = settings
  return (
    <section className="card">
      <h2>{t('handover.builtin')}</h2>
      <Case name="anger" on={anger.on} disabled={disabled} onSwitch={on => onChange({ anger: { ...anger, on } })}>
        <Share
          label={t('handover.from')}
          disabled={disabled}
          value={anger.from}
          onChange={from => onChange({ anger: { ...anger, from: Math.max(0.1, from) } })}
        />
      </Case>
      <Case name="unsure" on={unsure.on} disabled={disabled} onSwitch={on => onChange({ unsure: { ...unsure, on } })}>
        <Share
          label={t('handover.below')}
          disabled={disabled}
          value={unsure.below}
          onChange={below => onChange({ unsure: { ...unsure, below: Math.min(0.99, below) } })}
        />
      </Case>
      <Case name="vip" on={vip.on} disabled={disabled} onSwitch={on => onChange({ vip: { ...vip, on } })}>
        <VipFields {...{ settings, disabled, onChange }} />
      </Case>
      <Case
        name="waiting"
        on={waiting.on}
        disabled={disabled}
        onSwitch={on => onChange({ waiting: { ...waiting, on } })}
      >
        <span className="row wrap">
          <InputNumber
            style={{ width: 130 }}
            aria-label={t('handover.waiting.after')}
            suffix={t('handover.waiting.after')}
            disabled={disabled}
            min={1}
            max={1440}
            precision={0}
            value={waiting.afterMinutes}
            onChange={value => value !== null && onChange({ waiting: { ...waiting, afterMinutes: value } })}
          />
          <InputNumber
            style={{ width: 130 }}
            aria-label={t('handover.waiting.by')}
            prefix={<span className="muted small">{t('handover.waiting.by')}</span>}
            disabled={disabled}
            min={1}
            max={100}
            precision={0}
            value={waiting.by}
            onChange={value => value !== null && onChange({ waiting: { ...waiting, by: value } })}
          />
        </span>
      </Case>
    </section>
  )
}

interface CaseProps {
  name: 'anger' | 'unsure' | 'vip' | 'waiting'
  on: boolean
  disabled: boolean
  onSwitch(on: boolean): void
  children: ReactNode
}

function Case({ name, on, disabled, onSwitch, children }: CaseProps): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div className="case">
      <Switch checked={on} disabled={disabled} aria-label={t(`handover.${name}`)} onChange={onSwitch} />
      <div className="grow">
        <strong>{t(`handover.${name}`)}</strong>
        <div className="small muted">{t(`handover.${name}.what`)}</div>
        {on ? <div className="case-fields">{children}</div> : null}
      </div>
    </div>
  )
}

function VipFields({ settings: { vip }, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { label, attribute, ...rest } = vip
  const named = { name: '', value: '', ...attribute }
  const put = (part: { label?: string; attribute?: { name: string; value: string } }) => {
    const next = { ...(label === undefined ? {} : { label }), ...(attribute ? { attribute } : {}), ...part }
    const kept = {
      ...(next.label?.trim() ? { label: next.label } : {}),
      ...(next.attribute?.name.trim() || next.attribute?.value.trim() ? { attribute: next.attribute } : {}),
    }
    onChange({ vip: { ...rest, ...kept } as HandoverSettings['vip'] })
  }
  return (
    <div className="stack" style={{ gap: 8 }}>
      <span className="row wrap">
        <Input
          style={{ width: 170 }}
          prefix={<span className="muted small">{t('handover.vip.label')}</span>}
          aria-label={t('handover.vip.label')}
          disabled={disabled}
          maxLength={100}
          value={label ?? ''}
          onChange={event => put({ label: event.target.value })}
        />
        <span className="small muted">{t('handover.vip.attribute')}</span>
        <Input
          style={{ width: 150 }}
          aria-label={t('handover.vip.attribute_name')}
          placeholder={t('handover.vip.attribute_name')}
          disabled={disabled}
          maxLength={100}
          value={named.name}
          onChange={event => put({ attribute: { ...named, name: event.target.value } })}
        />
        <Input
          style={{ width: 130 }}
          aria-label={t('handover.vip.attribute_value')}
          placeholder={t('handover.vip.attribute_value')}
          disabled={disabled}
          maxLength={100}
          value={named.value}
          onChange={event => put({ attribute: { ...named, value: event.target.value } })}
        />
      </span>
      <span className="row wrap">
        <InputNumber
          style={{ width: 130 }}
          aria-label={t('handover.wants.priority')}
          prefix={<span className="muted small">{t('handover.wants.priority')}</span>}
          disabled={disabled}
          min={1}
          max={100}
          precision={0}
          value={vip.priority}
          onChange={priority => priority !== null && onChange({ vip: { ...vip, priority } })}
        />
        <Checkbox
          disabled={disabled}
          checked={vip.handOver}
          onChange={event => onChange({ vip: { ...vip, handOver: event.target.checked } })}
        >
          {t('handover.vip.hand_over')}
        </Checkbox>
      </span>
    </div>
  )
}
