import { DownOutlined } from '@ant-design/icons'
import { Button, Skeleton, Spin } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { formatDay } from '../shared/time.ts'
import { EventLine } from './event-line.tsx'
import { MessageRow, TypingRow } from './message-row.tsx'
import { lastReadKey, type Row, toRows } from './thread-rows.ts'
import type { OpenConversation } from './use-conversation.ts'
import { useThreadScroll } from './use-thread-scroll.ts'
import { useDeskWords } from './words.ts'

interface Props {
  open: OpenConversation
  onEdit(documentId: string): void
  onRetry(clientMessageId: string): void
  onDrop(clientMessageId: string): void
}

/** The conversation's lines. Of a long one only the last rows are built, more while scrolling up. */
export function Thread({ open, onEdit, onRetry, onDrop }: Props): ReactNode {
  const { t } = useDeskWords()
  const items = open.followed?.items ?? NONE
  const rows = useMemo(() => toRows(items), [items])
  const last = items.at(-1)
  const ownLast = last?.kind === 'message' && last.status === 'sending'
  const scroll = useThreadScroll({ count: rows.length, lastKey: last?.key, ownLast, open })
  const readKey = useMemo(
    () => lastReadKey(items, open.followed?.read.visitor ?? 0),
    [items, open.followed?.read.visitor],
  )
  return (
    <div className="thread-box">
      <div
        className="thread"
        ref={scroll.ref}
        onScroll={scroll.onScroll}
        role="log"
        aria-live="polite"
        aria-label={t('desk.log')}
        tabIndex={-1}
      >
        <div className="thread-inner" ref={scroll.inner}>
          {open.hasOlder || scroll.hidden > 0 ? (
            <div className="older">
              {open.loadingOlder ? (
                <Spin size="small" />
              ) : (
                <Button type="link" size="small" onClick={scroll.showOlder}>
                  {t('desk.load_older')}
                </Button>
              )}
            </div>
          ) : null}
          {open.followed === undefined ? <Skeleton active /> : null}
          {rows.slice(scroll.hidden).map(row => (
            <ThreadRow
              key={row.key}
              row={row}
              read={row.key === readKey}
              onEdit={onEdit}
              onRetry={onRetry}
              onDrop={onDrop}
            />
          ))}
          <TypingRow who={open.followed?.typing} name={open.followed?.typingName} />
        </div>
      </div>
      {scroll.below > 0 ? (
        <Button className="new-pill" type="primary" shape="round" icon={<DownOutlined />} onClick={scroll.toBottom}>
          {t('desk.new_messages', { count: scroll.below })}
        </Button>
      ) : null}
    </div>
  )
}

const NONE: readonly never[] = []

interface RowProps {
  row: Row
  read: boolean
  onEdit(documentId: string): void
  onRetry(clientMessageId: string): void
  onDrop(clientMessageId: string): void
}

function ThreadRow({ row, read, onEdit, onRetry, onDrop }: RowProps): ReactNode {
  const { language } = useDeskWords()
  switch (row.kind) {
    case 'day':
      return <div className="day-line">{formatDay(row.at, language)}</div>
    case 'event':
      return <EventLine item={row.item} />
    case 'message':
      return (
        <MessageRow item={row.item} first={row.first} read={read} onEdit={onEdit} onRetry={onRetry} onDrop={onDrop} />
      )
    default:
      return row satisfies never
  }
}
