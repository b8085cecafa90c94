import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Switch, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import type { HandoverRule } from '../../../src/dialog/handover/rules.ts'
import type { HandoverSettings } from '../../../src/dialog/handover/settings.ts'
import { EmptyState } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'
import { MOST_RULES, moved, newRule } from './handover.ts'
import { RuleDrawer } from './rule-drawer.tsx'
import { ruleSentence } from './rule-sentence.ts'
import { useNames } from './use-names.ts'

interface Props {
  settings: HandoverSettings
  disabled: boolean
  onChange(rules: HandoverRule[]): void
}

/** A company's own rules in their order, each as a sentence. */
export function RuleList({ settings, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const [target, setTarget] = useState<HandoverRule>()
  const { rules } = settings
  const add = (
    <Button
      type="primary"
      icon={<PlusOutlined />}
      disabled={rules.length >= MOST_RULES}
      onClick={() => setTarget(newRule())}
    >
      {t('handover.rules.new')}
    </Button>
  )
  const put = (rule: HandoverRule) => {
    const known = rules.some(({ id }) => id === rule.id)
    onChange(known ? rules.map(each => (each.id === rule.id ? rule : each)) : [...rules, rule])
    setTarget(undefined)
  }
  return (
    <section className="card">
      <div className="row wrap">
        <div className="grow">
          <h2>{t('handover.rules')}</h2>
        </div>
        {disabled || rules.length === 0 ? null : (
          <Tooltip title={rules.length >= MOST_RULES ? t('handover.rules.full', { most: MOST_RULES }) : undefined}>
            {add}
          </Tooltip>
        )}
      </div>
      {rules.length === 0 ? (
        <EmptyState
          title={t('handover.rules.none')}
          hint={t('handover.rules.none_hint')}
          action={disabled ? undefined : add}
        />
      ) : (
        <>
          <p className="muted small">{t('handover.rules.about')}</p>
          <ol className="rule-list">
            {rules.map((rule, at) => (
              <RuleLine
                key={rule.id}
                rule={rule}
                at={at}
                rules={rules}
                disabled={disabled}
                onEdit={() => setTarget(rule)}
                onChange={onChange}
              />
            ))}
          </ol>
        </>
      )}
      <RuleDrawer target={target} settings={settings} onClose={() => setTarget(undefined)} onDone={put} />
    </section>
  )
}

interface LineProps {
  rule: HandoverRule
  at: number
  rules: readonly HandoverRule[]
  disabled: boolean
  onEdit(): void
  onChange(rules: HandoverRule[]): void
}

function RuleLine({ rule, at, rules, disabled, onEdit, onChange }: LineProps): ReactNode {
  const { t } = useConsoleWords()
  const { modal } = App.useApp()
  const names = useNames()
  const { name } = rule
  const remove = () =>
    void modal.confirm({
      title: t('handover.rule.delete_title', { name }),
      content: t('handover.rule.delete_what'),
      okText: t('app.delete'),
      okButtonProps: { danger: true },
      onOk: () => onChange(rules.filter(each => each !== rule)),
    })
  return (
    <li className={rule.on ? undefined : 'off'}>
      <span className="rule-number num">{at + 1}</span>
      <div className="grow">
        <strong>{name}</strong>
        <div className="rule-sentence">{ruleSentence(rule, t, names)}</div>
      </div>
      <div className="rule-actions">
        <Switch
          size="small"
          checked={rule.on}
          disabled={disabled}
          aria-label={t('handover.rule.on', { name })}
          onChange={on => onChange(rules.map(each => (each === rule ? { ...rule, on } : each)))}
        />
        {disabled ? null : (
          <>
            <Button
              type="text"
              size="small"
              icon={<ArrowUpOutlined />}
              disabled={at === 0}
              aria-label={t('handover.rule.up', { name })}
              onClick={() => onChange(moved(rules, at, at - 1))}
            />
            <Button
              type="text"
              size="small"
              icon={<ArrowDownOutlined />}
              disabled={at === rules.length - 1}
              aria-label={t('handover.rule.down', { name })}
              onClick={() => onChange(moved(rules, at, at + 1))}
            />
            <Button
              type="text"
              size="small"
              icon={<EditOutlined />}
              aria-label={t('handover.rule.edit')}
              onClick={onEdit}
            />
            <Button
              type="text"
              size="small"
              danger
              icon={<DeleteOutlined />}
              aria-label={t('handover.rule.delete_title', { name })}
              onClick={remove}
            />
          </>
        )}
      </div>
    </li>
  )
}
