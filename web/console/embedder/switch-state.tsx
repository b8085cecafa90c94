import { StopOutlined } from '@ant-design/icons'
import { Alert, Button, Progress } from 'antd'
import type { ReactNode } from 'react'
import type { EmbedderSwitch } from '../../../src/retrieval/embedder-switch.store.ts'
import { errorWords } from '../../shared/error-words.ts'
import { formatFull, formatWait } from '../../shared/time.ts'
import { useConsoleWords } from '../words.ts'
import { failureOf, shareOf } from './embedder.ts'

/** How far the change is, or how the last one ended. */
export function SwitchState({ now, onCancel }: { now: EmbedderSwitch; onCancel: (() => void) | undefined }): ReactNode {
  const { t, language } = useConsoleWords()
  const models = now.models === null ? t('embedder.the_default') : now.models.join(' + ')
  switch (now.state) {
    case 'running':
      return <Running now={now} models={models} onCancel={onCancel} />
    case 'done':
      return (
        <Alert
          type="success"
          showIcon
          title={t('embedder.done', { models, passages: now.total })}
          description={now.finishedAt && formatFull(now.finishedAt, language)}
        />
      )
    case 'cancelled':
      return <Alert type="info" showIcon title={t('embedder.cancelled', { models })} />
    case 'failed': {
      const { title, remedy } = errorWords(failureOf(now.error!), t)
      return (
        <Alert
          type="error"
          showIcon
          title={t('embedder.failed', { models })}
          description={`${title} ${remedy} ${t('embedder.as_before')}`}
        />
      )
    }
    default:
      return now.state satisfies never
  }
}

function Running(props: { now: EmbedderSwitch; models: string; onCancel: (() => void) | undefined }): ReactNode {
  const { t, language } = useConsoleWords()
  const { now, models, onCancel } = props
  const { stage, done, total, secondsLeft } = now
  const words = stage === 'embedding' ? t('embedder.embedding', { done, total }) : t(`embedder.${stage}`)
  const left = secondsLeft === undefined ? '' : t('embedder.left', { time: formatWait(1000 * secondsLeft, language) })
  return (
    <div className="embedder-running" aria-live="polite">
      <div className="row wrap">
        <strong className="grow">{t('embedder.running', { models })}</strong>
        {onCancel === undefined ? null : (
          <Button size="small" icon={<StopOutlined />} onClick={onCancel}>
            {t('embedder.cancel')}
          </Button>
        )}
      </div>
      <Progress percent={Math.floor(100 * shareOf(now))} status="active" aria-label={words} />
      <span className="small muted num">
        {words}
        {left}
        {t('embedder.goes_on')}
      </span>
    </div>
  )
}
