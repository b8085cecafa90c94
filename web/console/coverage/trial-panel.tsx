import { ExperimentOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import type { DocumentFormFields } from '../../shared/document-form.tsx'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import type { Covered } from './coverage.ts'
import { effectOf, questionsToTry, type TrialResult, tryEntry } from './trial.ts'

interface Props {
  /** As it stands in the form. */
  fields: DocumentFormFields
  /** Beside its own wordings. */
  others: readonly string[]
}

/** Before an entry is saved: which questions it would answer, and which answers it would change. */
export function TrialPanel({ fields, others }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const [busy, setBusy] = useState(false)
  const [results, setResults] = useState<TrialResult[]>()
  const [error, setError] = useState<unknown>()
  const questions = questionsToTry([fields.title, ...fields.similar], others)
  const ready = fields.title.trim() !== '' && fields.body.trim() !== ''

  async function run(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      setResults(await tryEntry(api, fields, questions))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="card stack trial">
      <strong>{t('dry.title')}</strong>
      <span className="small muted">{ready ? t('dry.hint', { count: questions.length }) : t('dry.fill')}</span>
      <div>
        <Button icon={<ExperimentOutlined />} disabled={!ready} loading={busy} onClick={() => void run()}>
          {t('dry.run')}
        </Button>
      </div>
      {error === undefined ? null : <ErrorAlert error={error} />}
      {results === undefined ? null : <Effect results={results} />}
    </section>
  )
}

function Effect({ results }: { results: TrialResult[] }): ReactNode {
  const { t } = useConsoleWords()
  const { won, changed } = effectOf(results)
  if (won.length + changed.length === 0) return <span className="warn">{t('dry.nothing')}</span>
  return (
    <div className="stack" aria-live="polite">
      <Part title={t('dry.won', { count: won.length })} list={won} good />
      <Part title={t('dry.changed', { count: changed.length })} list={changed} />
    </div>
  )
}

function Part({ title, list, good = false }: { title: string; list: TrialResult[]; good?: boolean }): ReactNode {
  const { t } = useConsoleWords()
  const words = ({ outcome, title: answer }: Covered) => answer ?? t(`covered.${outcome}`)
  if (list.length === 0) return null
  return (
    <div>
      <span className={good ? 'better' : 'warn'}>{title}</span>
      <ul className="small trial-list">
        {list.map(({ before, after }) => (
          <li key={before.question}>
            {before.question}
            <span className="muted">
              {' '}
              {t('dry.now_from', { before: words(before) })}
              {good ? null : ` → ${words(after)}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
