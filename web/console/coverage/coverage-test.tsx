import { DeleteOutlined, RedoOutlined, StopOutlined } from '@ant-design/icons'
import { Button, Popconfirm, Progress } from 'antd'
import { type ReactNode, useState } from 'react'
import { DocumentDrawer, type DocumentTarget } from '../../shared/document-drawer.tsx'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { emptyDocument } from '../knowledge/knowledge.ts'
import { useConsoleWords } from '../words.ts'
import { type Covered, changesOf, countOutcomes, type Outcome } from './coverage.ts'
import { CoverageTable } from './coverage-table.tsx'
import { OutcomeTiles } from './outcome-tiles.tsx'
import { QuestionForm } from './question-form.tsx'
import { TrialPanel } from './trial-panel.tsx'
import { useCoverage } from './use-coverage.ts'

/** A list of real questions, what becomes of each, and what an added entry changed. */
export function CoverageTest(): ReactNode {
  const { t } = useConsoleWords()
  const { run, state } = useCoverage()
  const { questions, results, before, running, error } = state
  const [filter, setFilter] = useState<Outcome | 'changed'>()
  const [target, setTarget] = useState<DocumentTarget>()
  const [written, setWritten] = useState(0)
  if (questions.length === 0) return <QuestionForm onStart={run.start} />

  const changes = changesOf(before, results)
  const shown = results.filter(({ question, outcome }) => {
    if (filter === undefined) return true
    return filter === 'changed' ? changes.has(question) : outcome === filter
  })
  const again = () => {
    setWritten(0)
    run.again()
  }
  const answer = ({ question }: Covered) => setTarget({ kind: 'new', fields: emptyDocument(question) })
  return (
    <div className="stack" style={{ gap: 16 }}>
      <div className="row wrap">
        {running ? (
          <Button icon={<StopOutlined />} onClick={run.stop}>
            {t('coverage.stop')}
          </Button>
        ) : (
          <Button type={written > 0 ? 'primary' : 'default'} icon={<RedoOutlined />} onClick={again}>
            {t('coverage.again')}
          </Button>
        )}
        <Popconfirm
          title={t('coverage.new_sure', { count: questions.length })}
          okText={t('coverage.new')}
          cancelText={t('app.cancel')}
          onConfirm={run.clear}
        >
          <Button icon={<DeleteOutlined />} disabled={running}>
            {t('coverage.new')}
          </Button>
        </Popconfirm>
        {written > 0 ? <span className="small muted">{t('coverage.written', { count: written })}</span> : null}
      </div>
      {running ? (
        <div aria-live="polite">
          <Progress
            percent={Math.round((100 * results.length) / questions.length)}
            showInfo={false}
            aria-label={t('coverage.running', { done: results.length, total: questions.length })}
          />
          <span className="small muted num">
            {t('coverage.running', { done: results.length, total: questions.length })}
          </span>
        </div>
      ) : null}
      {error === undefined ? null : (
        <ErrorAlert error={error} action={<Button onClick={again}>{t('app.retry')}</Button>} />
      )}
      {results.length === 0 ? null : (
        <>
          <OutcomeTiles
            counts={countOutcomes(results)}
            before={before.length > 0 && !running ? countOutcomes(before) : undefined}
            changed={running ? 0 : changes.size}
            filter={filter}
            onFilter={setFilter}
          />
          <CoverageTable results={shown} changes={running ? new Map() : changes} onAnswer={answer} onEdit={setTarget} />
        </>
      )}
      <DocumentDrawer
        target={target}
        onClose={() => setTarget(undefined)}
        extra={target?.kind === 'new' ? fields => <TrialPanel fields={fields} others={questions} /> : undefined}
        onSaved={() => setWritten(count => count + 1)}
      />
    </div>
  )
}
