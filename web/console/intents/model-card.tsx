import { Alert, Button, Progress } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { formatFull, formatPercent } from '../../shared/time.ts'
import { useConsoleWords } from '../words.ts'
import type { Model } from './intents.ts'
import { ReportTable } from './report-table.tsx'
import type { Training } from './use-training.ts'

/** The model that answers now: how good it is, whether it is behind the intents, and the training. */
export function ModelCard({ model, training }: { model: Model | undefined; training: Training }): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const [showReport, setShowReport] = useState(false)
  const { report } = training
  return (
    <section className="card">
      <div className="row" style={{ marginBottom: 12 }}>
        <h2 className="card-title grow" style={{ margin: 0 }}>
          {t('model.title')}
        </h2>
        {can('nlu:write') ? (
          <Button
            type={model === undefined || model.stale ? 'primary' : 'default'}
            loading={training.running}
            onClick={training.start}
          >
            {t(training.running ? 'model.training' : 'model.train')}
          </Button>
        ) : null}
      </div>
      <div className="stack">
        {training.running ? <TrainingClock startedAt={training.startedAt} /> : null}
        {training.error === undefined ? null : <ErrorAlert error={training.error} />}
        {model?.stale && !training.running ? (
          <Alert type="warning" showIcon title={t('model.stale')} description={t('model.stale_hint')} />
        ) : null}
        {model === undefined ? (
          <Alert type="info" showIcon title={t('model.none')} description={t('model.none_hint')} />
        ) : (
          <ModelFacts model={model} />
        )}
        {report && !training.running ? (
          <Alert
            type="success"
            showIcon
            title={t('model.done', {
              seconds: report.seconds.toFixed(1),
              percent: formatPercent(report.accuracy),
              folds: report.folds,
            })}
            action={
              <Button size="small" onClick={() => setShowReport(true)}>
                {t('model.report')}
              </Button>
            }
          />
        ) : null}
      </div>
      {report ? <ReportTable report={report} open={showReport} onClose={() => setShowReport(false)} /> : null}
    </section>
  )
}

function ModelFacts({ model }: { model: Model }): ReactNode {
  const { t, language } = useConsoleWords()
  const { accuracy, byLanguage, outOfScopeAuc } = model.scores
  return (
    <dl className="facts">
      <dt>{t('model.accuracy')}</dt>
      <dd>
        <strong className="num">{formatPercent(accuracy)}</strong>
        <span className="muted num">
          {byLanguage.zh === undefined ? '' : ` · 中文 ${formatPercent(byLanguage.zh)}`}
          {byLanguage.en === undefined ? '' : ` · English ${formatPercent(byLanguage.en)}`}
        </span>
        <span className="small muted" style={{ display: 'block' }}>
          {t('model.accuracy_what')}
        </span>
      </dd>
      {outOfScopeAuc === undefined ? null : (
        <>
          <dt>{t('model.scope')}</dt>
          <dd>
            <span className="num">{formatPercent(outOfScopeAuc)}</span>
            <span className="small muted" style={{ display: 'block' }}>
              {t('model.scope_what')}
            </span>
          </dd>
        </>
      )}
      <dt>{t('model.from')}</dt>
      <dd>
        {t('runs.model_counts', { intents: model.intents, utterances: model.utterances })}
        <span className="small muted" style={{ display: 'block' }}>
          {formatFull(model.trainedAt, language)} · <code className="key">{model.hash.slice(0, 8)}</code>
        </span>
      </dd>
    </dl>
  )
}

function TrainingClock({ startedAt }: { startedAt: number | undefined }): ReactNode {
  const { t } = useConsoleWords()
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.round((now - (startedAt ?? now)) / 1000))
  return (
    <div>
      <Progress percent={100} status="active" showInfo={false} size="small" />
      <span className="small muted num">{t('model.training_for', { seconds })}</span>
    </div>
  )
}
