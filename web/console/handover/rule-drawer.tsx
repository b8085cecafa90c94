import { Button, Drawer, Input } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import type { HandoverRule } from '../../../src/dialog/handover/rules.ts'
import type { HandoverSettings } from '../../../src/dialog/handover/settings.ts'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { ActionFields } from './action-fields.tsx'
import { ConditionGroup } from './condition-group.tsx'
import { grouped, tryMessage } from './handover.ts'
import { countConditions, isComplete, MOST_CONDITIONS } from './issues.ts'
import { ruleSentence } from './rule-sentence.ts'
import { TryCard } from './try-card.tsx'
import { useNames } from './use-names.ts'

interface Props {
  target: HandoverRule | undefined
  settings: HandoverSettings
  onClose(): void
  onDone(rule: HandoverRule): void
}

/** One rule: what it looks at, what it does, its sentence, and what it makes of a message. The page saves it. */
export function RuleDrawer({ target, settings, onClose, onDone }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const [rule, setRule] = useState(target)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    setRule(target && { ...target, when: grouped(target.when) })
    setTried(false)
    setError(undefined)
  }, [target])
  const known = settings.rules.some(({ id }) => id === target?.id)
  const withRule = rule && {
    ...settings,
    rules: known ? settings.rules.map(each => (each.id === rule.id ? rule : each)) : [...settings.rules, rule],
  }

  /** The server knows what a pattern may be: asked before the rule leaves the form. */
  async function finish(): Promise<void> {
    setTried(true)
    if (rule === undefined || !isComplete(rule)) return
    setBusy(true)
    setError(undefined)
    try {
      await tryMessage(api, { ...settings, rules: [rule] }, { text: '-' })
      onDone({ ...rule, name: rule.name.trim() })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Drawer
      open={target !== undefined}
      onClose={onClose}
      mask={{ closable: rule?.when === target?.when }}
      keyboard={false}
      size={680}
      destroyOnHidden
      title={t(known ? 'handover.rule.edit' : 'handover.rules.new')}
      footer={
        <div className="row">
          <span className="grow" />
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => void finish()}>
            {t('handover.rule.done')}
          </Button>
        </div>
      }
    >
      {rule === undefined || withRule === undefined ? null : (
        <div className="stack" style={{ gap: 20 }}>
          {error === undefined ? null : <ErrorAlert error={error} />}
          <NameField rule={rule} tried={tried} onChange={name => setRule({ ...rule, name })} />
          <section>
            <h3>{t('handover.rule.when')}</h3>
            <ConditionGroup
              group={grouped(rule.when)}
              depth={1}
              tried={tried}
              onChange={when => setRule({ ...rule, when })}
            />
            {countConditions(rule.when) > MOST_CONDITIONS ? (
              <div className="field-issue" role="alert">
                {t('cond.issue.many', { most: MOST_CONDITIONS })}
              </div>
            ) : null}
          </section>
          <section>
            <h3>{t('handover.rule.then')}</h3>
            <ActionFields act={rule.act} onChange={act => setRule({ ...rule, act })} />
          </section>
          <Sentence rule={rule} />
          <TryCard settings={withRule} />
        </div>
      )}
    </Drawer>
  )
}

function NameField({
  rule,
  tried,
  onChange,
}: {
  rule: HandoverRule
  tried: boolean
  onChange(name: string): void
}): ReactNode {
  const { t } = useConsoleWords()
  const missing = tried && rule.name.trim() === ''
  return (
    <div className="form-field">
      <span>{t('handover.rule.name')}</span>
      <Input
        aria-label={t('handover.rule.name')}
        value={rule.name}
        maxLength={60}
        status={missing ? 'error' : ''}
        aria-invalid={missing}
        onChange={event => onChange(event.target.value)}
      />
      {missing ? (
        <span className="field-issue" role="alert">
          {t('cond.issue.name')}
        </span>
      ) : (
        <span className="small muted">{t('handover.rule.name_hint')}</span>
      )}
    </div>
  )
}

function Sentence({ rule }: { rule: HandoverRule }): ReactNode {
  const { t } = useConsoleWords()
  const names = useNames()
  if (!isComplete({ ...rule, name: '-' })) return null
  return (
    <p className="rule-said" aria-live="polite">
      {ruleSentence(rule, t, names)}
    </p>
  )
}
