import { Progress } from 'antd'
import type { ReactNode } from 'react'
import { formatPercent } from '../../shared/time.ts'
import { type ConsoleWords, useConsoleWords } from '../words.ts'
import { failureWords } from './failure-words.ts'
import { type Ingestion, type Source, stateOf } from './sources.ts'

interface Props {
  source: Source
  onProblems?: (() => void) | undefined
}

/** What is being done with a source, in words and with a bar; or how it ended, and what to do about it. */
export function SourceState({ source, onProblems }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { ingestion } = source
  switch (stateOf(source)) {
    case 'working':
      return <Working ingestion={ingestion!} />
    case 'failed': {
      const { title, remedy } = failureWords(ingestion!.error ?? {}, t)
      return (
        <div className="small problem">
          <strong>{title}</strong> {remedy} {source.version === null ? null : t('sources.still_answers')}
        </div>
      )
    }
    case 'cancelled':
      return <div className="small muted">{t('sources.cancelled')}</div>
    case 'waiting':
      return <div className="small muted">{t('sources.not_read')}</div>
    case 'ready':
      return <Ended ingestion={ingestion} onProblems={onProblems} />
  }
}

function Working({ ingestion: { stage, share, detail } }: { ingestion: Ingestion }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div className="source-progress" aria-live="polite">
      <Progress
        percent={Math.round(share * 100)}
        size="small"
        showInfo={false}
        status="active"
        aria-label={stageWord(stage, t)}
      />
      <span className="small muted num ellipsis">
        {stageWord(stage, t)} · {formatPercent(share)}
        {detail === null || detail === '' ? null : ` · ${detail}`}
      </span>
    </div>
  )
}

/** Only what asks for a look: what was left out. All that went well is in the numbers beside it. */
function Ended({ ingestion, onProblems }: { ingestion: Ingestion | null; onProblems: Props['onProblems'] }): ReactNode {
  const { t } = useConsoleWords()
  const count = ingestion?.result?.problems ?? 0
  if (count === 0) return null
  const words = t('sources.problems', { count })
  if (onProblems === undefined) return <span className="small warn">{words}</span>
  return (
    <button type="button" className="link-like small warn" onClick={onProblems}>
      {words}
    </button>
  )
}

export function stageWord(stage: Ingestion['stage'], t: ConsoleWords): string {
  return t(`stage.${stage}`)
}
