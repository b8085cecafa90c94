import { Bubble } from '@ant-design/x'
import { Button } from 'antd'
import { memo, type ReactNode } from 'react'
import type { Followed } from '../../src/client/desk-client.ts'
import type { MessageItem } from '../../src/client/timeline.ts'
import { ApiError } from '../shared/api.ts'
import { errorWords } from '../shared/error-words.ts'
import { MarkdownText, PlainText } from '../shared/safe-text.tsx'
import { useSession } from '../shared/session.ts'
import { formatFull, formatMoment } from '../shared/time.ts'
import { ProvenanceLine } from './provenance-line.tsx'
import { isRecallable, RecallButton, RecalledRow } from './recalled-row.tsx'
import { useDeskWords } from './words.ts'

interface Props {
  item: MessageItem
  first: boolean
  /** The visitor has read up to here. */
  read: boolean
  onEdit(documentId: string): void
  onRetry(clientMessageId: string): void
  onDrop(clientMessageId: string): void
}

/** One bubble: visitor on the left, bot and agents on the right. */
export const MessageRow = memo(function MessageRow({ item, first, read, onEdit, onRetry, onDrop }: Props): ReactNode {
  const { t, language } = useDeskWords()
  const { sender, content, at } = item
  const placement = sender.kind === 'visitor' ? 'start' : 'end'
  const { me } = useSession()
  if (item.recalled) return <RecalledRow item={item} />
  // One's own message has no sender's name before its echo.
  const own = sender.kind === 'agent' && sender.id === undefined ? me.name : undefined
  const name = sender.name ?? own ?? t(`sender.${sender.kind}`)
  return (
    <div className={`message ${sender.kind} ${first ? 'first' : ''}`}>
      <Bubble
        placement={placement}
        content={content.text}
        contentRender={() => <MessageText item={item} />}
        classNames={{ content: `bubble ${item.status}` }}
        header={
          first ? (
            <span className="small muted">
              {name}
              <time dateTime={at} title={formatFull(at, language)} className="num">
                {formatMoment(at, language)}
              </time>
            </span>
          ) : null
        }
        footer={
          hasFoot(item, read) || isRecallable(item, me.id) ? (
            <MessageFoot item={item} read={read} onEdit={onEdit} onRetry={onRetry} onDrop={onDrop} />
          ) : null
        }
      />
    </div>
  )
})

/** A visitor's words are never more than text; only the bot's own Markdown is formatted. */
function MessageText({ item }: { item: MessageItem }): ReactNode {
  const { content, sender } = item
  if (content.format === 'markdown' && sender.kind !== 'visitor') return <MarkdownText text={content.text} />
  return <PlainText text={content.text} />
}

function MessageFoot({ item, read, onEdit, onRetry, onDrop }: Omit<Props, 'first'>): ReactNode {
  const { t } = useDeskWords()
  const { me } = useSession()
  const { content, sender, status, clientMessageId } = item
  if (status === 'failed' && clientMessageId !== undefined) {
    const { title } = errorWords(new ApiError(409, { code: item.error ?? 'unexpected', message: item.error ?? '' }), t)
    return (
      <span className="row wrap small failed-line" role="alert">
        {t('message.failed')} {title}
        <Button size="small" type="link" onClick={() => onRetry(clientMessageId)}>
          {t('app.retry')}
        </Button>
        <Button size="small" type="link" onClick={() => onDrop(clientMessageId)}>
          {t('message.drop')}
        </Button>
      </span>
    )
  }
  if (sender.kind === 'bot') return <ProvenanceLine item={item} onEdit={onEdit} />
  if (sender.kind === 'visitor')
    return content.choice === undefined ? null : <span className="small faint">{t('message.pressed')}</span>
  if (status === 'sending') return <span className="small faint">{t('message.sending')}</span>
  return (
    <span className="row small faint">
      {isRecallable(item, me.id) ? <RecallButton item={item} /> : null}
      {read ? t('message.read') : null}
    </span>
  )
}

/** An empty foot would still take its space. */
function hasFoot({ status, sender, content, provenance }: MessageItem, read: boolean): boolean {
  if (status !== 'sent' || read) return true
  if (sender.kind === 'bot') return Boolean(provenance || content.sources?.length || content.choices?.length)
  return sender.kind === 'visitor' && content.choice !== undefined
}

/** Who is typing; a colleague too, so that two do not answer past each other. */
export function TypingRow({ who, name }: { who: Followed['typing']; name: string | undefined }): ReactNode {
  const { t } = useDeskWords()
  if (who === undefined) return null
  if (who === 'agent' && name !== undefined) return <div className="event-line">{t('typing.colleague', { name })}</div>
  if (who !== 'visitor') return <div className="event-line">{t(`typing.${who}`)}</div>
  return (
    <div className="message visitor first">
      <Bubble
        placement="start"
        loading
        content=""
        classNames={{ content: 'bubble' }}
        header={<span className="small muted">{t('typing.visitor')}</span>}
      />
    </div>
  )
}
