import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { HandoverSettings } from '../../../src/dialog/handover/settings.ts'
import { conditionSentence, foundSentence } from '../../shared/condition-sentence.ts'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { PlainText } from '../../shared/safe-text.tsx'
import { useSession } from '../../shared/session.ts'
import { useDebounced } from '../../shared/use-debounced.ts'
import { useConsoleWords } from '../words.ts'
import { type Trial, tryMessage } from './handover.ts'
import { isComplete } from './issues.ts'
import { useNames } from './use-names.ts'

const DEBOUNCE_MS = 150

/** What would become of one message by the rules on the page: while typing. */
export function TryCard({ settings }: { settings: HandoverSettings }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { inboxes } = useNames()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string>()
  const message = { text: typed.trim(), inboxId: chosen ?? inboxes[0]?.id }
  // A rule that is still being written is left out, rather than refused.
  const sent = { ...settings, rules: settings.rules.filter(isComplete) }
  const asked = useDebounced(JSON.stringify({ message, sent }), DEBOUNCE_MS)
  const query = useQuery({
    queryKey: ['handover', 'try', asked],
    queryFn: ({ signal }) => tryMessage(api, sent, message, signal),
    enabled: message.text !== '' && asked === JSON.stringify({ message, sent }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <section className="card stack try-card">
      <div>
        <h2>{t('try_rule.title')}</h2>
        <span className="small muted">{t('try_rule.hint')}</span>
      </div>
      <Input.TextArea
        aria-label={t('try_rule.title')}
        autoSize={{ minRows: 2, maxRows: 5 }}
        maxLength={1000}
        placeholder={t('try_rule.placeholder')}
        value={typed}
        onChange={event => setTyped(event.target.value)}
      />
      {inboxes.length < 2 ? null : (
        <Select
          aria-label={t('try_rule.inbox')}
          value={message.inboxId}
          onChange={setChosen}
          options={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      {query.isError ? <ErrorAlert error={query.error} /> : null}
      {message.text === '' || query.data === undefined ? null : (
        <Outcome trial={query.data} settings={settings} stale={query.isPlaceholderData} />
      )}
    </section>
  )
}

function Outcome({ trial, settings, stale }: { trial: Trial; settings: HandoverSettings; stale: boolean }): ReactNode {
  const { t } = useConsoleWords()
  const deciding = settings.rules.find(({ id }) => id === trial.ruleId)
  const reason = trial.reason === undefined ? '' : t(`why.${trial.reason}`)
  const { score, signs } = trial.facts.anger
  return (
    <div className={stale ? 'stack stale' : 'stack'} aria-live="polite">
      <strong className={`try-outcome ${trial.outcome}`}>{t(`try_rule.${trial.outcome}`, { reason })}</strong>
      {deciding === undefined ? null : <span>{t('try_rule.rule', { name: deciding.name })}</span>}
      <Verdicts trial={trial} settings={settings} />
      {score < 0.05 ? null : (
        <span className="small muted">
          {t('try_rule.anger', { share: `${Math.round(score * 100)} %` })}
          {signs.length === 0 ? '' : ` · ${signs.map(({ text }) => text).join(' · ')}`}
        </span>
      )}
      {trial.text === '' ? null : (
        <div>
          <span className="small muted">{t('try_rule.says')}</span>
          <blockquote className="try-said">
            <PlainText text={trial.text} />
          </blockquote>
        </div>
      )}
    </div>
  )
}

function Verdicts({ trial, settings }: { trial: Trial; settings: HandoverSettings }): ReactNode {
  const { t } = useConsoleWords()
  const names = useNames()
  const shown = trial.verdicts.flatMap(verdict => {
    const rule = settings.rules.find(({ id }) => id === verdict.id)
    return rule === undefined ? [] : [{ ...verdict, rule }]
  })
  if (shown.length === 0) return null
  return (
    <ul className="verdicts small">
      {shown.map(({ id, holds, because, rule }) => (
        <li key={id}>
          <div className="row">
            <span className="grow">
              {rule.name || '…'}
              {rule.on ? '' : ` (${t('handover.rule.off')})`}
            </span>
            <span className={`verdict ${holds}`}>
              {t(holds === null ? 'try_rule.unknown' : holds ? 'try_rule.holds' : 'try_rule.fails')}
            </span>
          </div>
          {because.map(finding => (
            <div key={JSON.stringify(finding.condition)} className="muted">
              {conditionSentence(finding.condition, t, names)}
              {foundSentence(finding, t)}
            </div>
          ))}
        </li>
      ))}
    </ul>
  )
}
