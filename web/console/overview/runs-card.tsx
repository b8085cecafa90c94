import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { formatFull, formatPercent } from '../../shared/time.ts'
import { type ConsoleKey, useConsoleWords } from '../words.ts'
import { embedderName, type Overview } from './overview.ts'

/** Which parts answer at the moment, and how safe what they hold is. */
export function RunsCard({ overview }: { overview: Overview }): ReactNode {
  const { t, language } = useConsoleWords()
  const { database, search, model } = overview
  const embedder = embedderName(overview.embedder)
  const accuracy = model?.scores?.accuracy
  return (
    <section className="card">
      <h2>{t('overview.runs')}</h2>
      <dl className="facts">
        <dt>{t('runs.database')}</dt>
        <dd>
          {KINDS[database.kind] ? t(KINDS[database.kind]!) : database.kind}
          <span className="small muted" style={{ display: 'block' }}>
            {SAFETY[database.safety] ? t(SAFETY[database.safety]!) : database.safety}
          </span>
        </dd>
        <dt>{t('runs.search')}</dt>
        <dd>
          <Link to="/knowledge">
            {t('runs.search_counts', { documents: search.documents, passages: search.passages })}
          </Link>
          <span className="small muted" style={{ display: 'block' }}>
            {INDEXES[search.index] ? t(INDEXES[search.index]!) : search.index}
          </span>
        </dd>
        <dt>{t('runs.embedder')}</dt>
        <dd>{embedder ?? <span className="muted">{t('runs.no_embedder')}</span>}</dd>
        <dt>{t('runs.model')}</dt>
        <dd>
          {model ? (
            <>
              <Link to="/intents">
                {t('runs.model_counts', { intents: model.intents, utterances: model.utterances })}
              </Link>
              <span className="small muted" style={{ display: 'block' }}>
                {accuracy === undefined ? '' : `${t('runs.accuracy', { percent: formatPercent(accuracy) })} · `}
                {formatFull(model.createdAt, language)}
              </span>
            </>
          ) : (
            <Link to="/intents">{t('runs.no_model')}</Link>
          )}
        </dd>
      </dl>
      {overview.modelProblem ? (
        <Alert
          type="error"
          showIcon
          style={{ marginTop: 12 }}
          title={t('runs.model_problem', { problem: overview.modelProblem })}
        />
      ) : null}
    </section>
  )
}

const KINDS: Readonly<Record<string, ConsoleKey>> = {
  embedded: 'runs.db_embedded',
  postgres: 'runs.db_postgres',
}

const INDEXES: Readonly<Record<string, ConsoleKey>> = {
  lexical: 'runs.index_lexical',
  exact: 'runs.index_exact',
  hnsw: 'runs.index_hnsw',
  pgvector: 'runs.index_pgvector',
}

const SAFETY: Readonly<Record<string, ConsoleKey>> = {
  process: 'runs.safety_process',
  power_cut: 'runs.safety_power',
}
