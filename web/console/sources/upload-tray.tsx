import { CloseOutlined, RedoOutlined } from '@ant-design/icons'
import { Button, Progress, Tooltip } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { useConsoleWords } from '../words.ts'
import { failureWords } from './failure-words.ts'
import { formatBytes } from './sources.ts'
import { refusal, type Upload, type UploadList } from './uploads.ts'
import { useUploads } from './use-uploads.ts'

/** The files that are on their way up, or did not arrive. One that has arrived is in the list below. */
export function UploadTray(): ReactNode {
  const { t } = useConsoleWords()
  const { uploads, list } = useUploads()
  const shown = list.filter(upload => upload.state !== 'sent')
  useWarning(shown.some(upload => upload.state !== 'failed'))
  if (shown.length === 0) return null
  return (
    <section className="card upload-tray" aria-label={t('uploads.title')}>
      <h2>{t('uploads.title')}</h2>
      <ul className="plain-list" aria-live="polite">
        {shown.map(upload => (
          <li key={upload.id}>
            <UploadLine upload={upload} uploads={uploads} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function UploadLine({ upload, uploads }: { upload: Upload; uploads: UploadList }): ReactNode {
  const { t } = useConsoleWords()
  const { id, name, size, state, share, error } = upload
  const failure = state === 'failed' ? failureWords(error, t) : undefined
  const percent = Math.round(share * 100)
  const word =
    state === 'waiting' ? t('uploads.waiting') : share < 1 ? t('uploads.sending', { percent }) : t('uploads.storing')
  return (
    <div className={failure ? 'upload-line failed' : 'upload-line'}>
      <span className="ellipsis">{name}</span>
      <span className="small muted num nowrap">{formatBytes(size)}</span>
      {failure ? (
        <div className="small problem" role="alert">
          <strong>{failure.title}</strong> {failure.remedy}
        </div>
      ) : (
        <>
          <Progress percent={percent} size="small" showInfo={false} aria-label={name} />
          <span className="small muted num nowrap">{word}</span>
        </>
      )}
      <span className="row upload-actions">
        {failure && refusal({ name, size }) === undefined ? (
          <Button size="small" icon={<RedoOutlined />} onClick={() => uploads.retry(id)}>
            {t('app.retry')}
          </Button>
        ) : null}
        <Tooltip title={t(failure ? 'app.close' : 'app.cancel')}>
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={`${t(failure ? 'app.close' : 'app.cancel')}: ${name}`}
            onClick={() => uploads.remove(id)}
          />
        </Tooltip>
      </span>
    </div>
  )
}

/** Leaving the page of the console is fine; closing the window would lose what has not arrived. */
function useWarning(running: boolean): void {
  useEffect(() => {
    if (!running) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [running])
}
