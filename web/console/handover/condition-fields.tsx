import { Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { Leaf, LeafKind } from '../../../src/dialog/handover/condition.ts'
import { ENTITY_KINDS, entityKindName } from '../../shared/condition-sentence.ts'
import { useConsoleWords } from '../words.ts'
import { useNames } from './use-names.ts'

interface Props {
  leaf: Leaf
  invalid: boolean
  onChange(leaf: Leaf): void
}

/** What each kind of condition begins with. */
const EMPTY: { [K in LeafKind]: Extract<Leaf, { kind: K }> } = {
  words: { kind: 'words', any: [] },
  intent: { kind: 'intent', is: '', from: 0.5 },
  entity: { kind: 'entity', entity: 'money', op: 'above', value: '' },
  confidence: { kind: 'confidence', below: 0.4 },
  misses: { kind: 'misses', from: 1 },
  anger: { kind: 'anger', from: 0.5 },
  language: { kind: 'language', is: 'zh' },
  inbox: { kind: 'inbox', is: '' },
  page: { kind: 'page', contains: '' },
  hours: { kind: 'hours', is: 'outside' },
  label: { kind: 'label', is: '' },
  attribute: { kind: 'attribute', name: '', op: 'equals', value: '' },
  pattern: { kind: 'pattern', pattern: '' },
}
const KINDS = Object.keys(EMPTY) as LeafKind[]
const OPS = ['set', 'equals', 'contains', 'above', 'below'] as const

/** One condition: what is looked at, and the fields of that kind. */
export function ConditionFields({ leaf, invalid, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div className="cond-fields">
      <Select
        className="cond-kind"
        aria-label={t('cond.kind')}
        value={leaf.kind}
        onChange={kind => onChange(EMPTY[kind])}
        options={KINDS.map(value => ({ value, label: t(`cond.kind.${value}`) }))}
      />
      <LeafFields leaf={leaf} invalid={invalid} onChange={onChange} />
    </div>
  )
}

function LeafFields({ leaf, invalid, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const names = useNames()
  const status = invalid ? ('error' as const) : ('' as const)
  const label = t(`cond.kind.${leaf.kind}`)
  switch (leaf.kind) {
    case 'words':
      return (
        <Select
          mode="tags"
          className="cond-wide"
          status={status}
          aria-label={label}
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', '，', '、', '\n']}
          placeholder={t('cond.words.hint')}
          value={leaf.any}
          onChange={any => onChange({ ...leaf, any: any.map(word => word.trim()).filter(Boolean) })}
        />
      )
    case 'pattern':
      return (
        <Text
          className="cond-wide mono"
          {...{ status, label }}
          most={200}
          hint={t('cond.pattern.hint')}
          value={leaf.pattern}
          onChange={pattern => onChange({ ...leaf, pattern })}
        />
      )
    case 'page':
      return (
        <Text
          {...{ status, label }}
          most={300}
          hint="/checkout"
          value={leaf.contains}
          onChange={contains => onChange({ ...leaf, contains })}
        />
      )
    case 'label':
      return <Text {...{ status, label }} hint="VIP" value={leaf.is} onChange={is => onChange({ ...leaf, is })} />
    case 'language':
      return (
        <Choice
          label={label}
          value={leaf.is}
          onChange={is => onChange({ ...leaf, is: is as 'zh' | 'en' })}
          options={(['zh', 'en'] as const).map(value => ({ value, label: t(`language.${value}`) }))}
        />
      )
    case 'hours':
      return (
        <Choice
          label={label}
          value={leaf.is}
          onChange={is => onChange({ ...leaf, is: is as 'inside' | 'outside' })}
          options={[
            { value: 'inside', label: t('cond.hours.in') },
            { value: 'outside', label: t('cond.hours.out') },
          ]}
        />
      )
    case 'inbox':
      return (
        <Choice
          label={label}
          status={status}
          value={leaf.is || null}
          onChange={is => onChange({ ...leaf, is })}
          options={names.inboxes.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )
    case 'intent':
      return (
        <>
          <Choice
            label={label}
            status={status}
            value={leaf.is || null}
            onChange={is => onChange({ ...leaf, is })}
            options={names.intents.map(({ name }) => ({ value: name, label: names.intent(name) }))}
          />
          <Share label={t('cond.intent.from')} value={leaf.from} onChange={from => onChange({ ...leaf, from })} />
        </>
      )
    case 'confidence':
      return <Share label={t('cond.below')} value={leaf.below} onChange={below => onChange({ ...leaf, below })} />
    case 'anger':
      return <Share label={t('cond.from')} value={leaf.from} onChange={from => onChange({ ...leaf, from })} />
    case 'misses':
      return (
        <span className="row">
          <InputNumber
            aria-label={label}
            min={1}
            max={20}
            precision={0}
            value={leaf.from}
            onChange={from => onChange({ ...leaf, from: from ?? 1 })}
          />
          {t('cond.misses.unit')}
        </span>
      )
    case 'entity':
      return (
        <>
          <Choice
            label={label}
            value={leaf.entity}
            onChange={entity => onChange({ ...leaf, entity })}
            options={[...new Set([...ENTITY_KINDS, leaf.entity])].map(value => ({
              value,
              label: entityKindName(value, t),
            }))}
          />
          <Compared leaf={leaf} status={status} onChange={onChange} />
        </>
      )
    case 'attribute':
      return (
        <>
          <Text
            className="cond-short"
            {...{ status, label }}
            hint={t('cond.attribute.hint')}
            value={leaf.name}
            onChange={name => onChange({ ...leaf, name })}
          />
          <Compared leaf={leaf} status={status} onChange={onChange} />
        </>
      )
    default:
      return leaf satisfies never
  }
}

function Compared({
  leaf,
  status,
  onChange,
}: {
  leaf: Extract<Leaf, { kind: 'entity' | 'attribute' }>
  status: 'error' | ''
  onChange(leaf: Leaf): void
}): ReactNode {
  const { t } = useConsoleWords()
  const { value: old, ...rest } = leaf
  return (
    <>
      <Select
        style={{ width: 100 }}
        aria-label={t('cond.kind')}
        value={leaf.op}
        onChange={op => onChange(op === 'set' ? { ...rest, op } : { ...leaf, op, value: old ?? '' })}
        options={OPS.map(value => ({ value, label: t(`cond.op.${value}`) }))}
      />
      {leaf.op === 'set' ? null : (
        <Text
          className="cond-short"
          status={status}
          label={t('cond.value')}
          inputMode={leaf.op === 'above' || leaf.op === 'below' ? 'decimal' : 'text'}
          value={String(old ?? '')}
          onChange={value => onChange({ ...leaf, value })}
        />
      )}
    </>
  )
}

function Text(props: {
  label: string
  value: string
  status: 'error' | ''
  hint?: string
  most?: number
  className?: string
  inputMode?: 'decimal' | 'text'
  onChange(value: string): void
}): ReactNode {
  const { label, hint, most = 100, className = 'cond-wide', onChange, ...rest } = props
  return (
    <Input
      className={className}
      aria-label={label}
      maxLength={most}
      placeholder={hint}
      onChange={event => onChange(event.target.value)}
      {...rest}
    />
  )
}

function Choice(props: {
  label: string
  value: string | null
  status?: 'error' | ''
  options: { value: string; label: string }[]
  onChange(value: string): void
}): ReactNode {
  const { label, ...rest } = props
  return <Select className="cond-choice" aria-label={label} showSearch={{ optionFilterProp: 'label' }} {...rest} />
}

/** A probability, in per cent as people write it. */
export function Share({
  label,
  value,
  disabled = false,
  onChange,
}: {
  label: string
  value: number
  disabled?: boolean
  onChange(value: number): void
}): ReactNode {
  return (
    <InputNumber
      style={{ width: 150 }}
      aria-label={label}
      prefix={<span className="muted small">{label}</span>}
      suffix="%"
      disabled={disabled}
      min={1}
      max={100}
      precision={0}
      value={Math.round(value * 100)}
      onChange={percent => percent !== null && onChange(percent / 100)}
    />
  )
}
