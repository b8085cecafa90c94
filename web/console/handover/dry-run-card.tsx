import { ExperimentOutlined, StopOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Progress, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { HandoverSettings } from '../../../src/dialog/handover/settings.ts'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { DryRunResult } from './dry-run-result.tsx'
import { DRY_RUN, type DryRun, fetchDryRun, startDryRun } from './handover.ts'

const DAYS = [7, 30, 90]
const LOOK_EVERY_MS = 700

/** What a change would have done to the conversations of the last days. Goes on when the page is left. */
export function DryRunCard({ settings }: { settings: HandoverSettings }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const [days, setDays] = useState(30)
  const [error, setError] = useState<unknown>()
  const { data: run } = useQuery({
    queryKey: DRY_RUN,
    queryFn: () => fetchDryRun(api),
    refetchInterval: query => (query.state.data?.state === 'running' ? LOOK_EVERY_MS : false),
  })
  const running = run?.state === 'running'

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    setError(undefined)
    try {
      await work()
      await client.invalidateQueries({ queryKey: DRY_RUN })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <section className="card stack" id="dry-run">
      <div>
        <h2>{t('dry_run.title')}</h2>
        <span className="small muted">{t('dry_run.about')}</span>
      </div>
      <div className="row wrap">
        <Select
          style={{ width: 140 }}
          aria-label={t('dry_run.title')}
          value={days}
          disabled={running}
          onChange={setDays}
          options={DAYS.map(value => ({ value, label: t('dry_run.days', { days: value }) }))}
        />
        {running ? (
          <Button icon={<StopOutlined />} onClick={() => void attempt(() => api.remove('/handover/dry-run'))}>
            {t('dry_run.cancel')}
          </Button>
        ) : (
          <Button icon={<ExperimentOutlined />} onClick={() => void attempt(() => startDryRun(api, settings, days))}>
            {t(run ? 'dry_run.again' : 'dry_run.start')}
          </Button>
        )}
      </div>
      {error === undefined ? null : <ErrorAlert error={error} />}
      {run ? <State run={run} settings={settings} /> : null}
    </section>
  )
}

function State({ run, settings }: { run: DryRun; settings: HandoverSettings }): ReactNode {
  const { t } = useConsoleWords()
  const { done, total } = run
  if (run.state === 'running') {
    const words = t('dry_run.running', { done, total })
    return (
      <div aria-live="polite">
        <Progress percent={total === 0 ? 0 : Math.round((100 * done) / total)} showInfo={false} aria-label={words} />
        <span className="small muted num">{words}</span>
      </div>
    )
  }
  if (run.state !== 'done' || run.result === undefined)
    return <span className="muted">{t(run.state === 'cancelled' ? 'dry_run.cancelled' : 'dry_run.failed')}</span>
  const changed = !isSame(run.settings, settings)
  return (
    <>
      {changed ? <Alert type="warning" showIcon title={t('dry_run.other_rules')} /> : null}
      <DryRunResult result={run.result} days={run.days} />
    </>
  )
}

/** The database does not keep the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b)
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1)))
      : each,
  )
