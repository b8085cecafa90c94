import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { MessageItem } from '../../src/client/timeline.ts'
import { useNotes } from '../shared/page-parts.tsx'
import { PlainText } from '../shared/safe-text.tsx'
import { useSession } from '../shared/session.ts'
import { formatFull, formatMoment } from '../shared/time.ts'
import { fetchRecalled, recallMessage } from './api.ts'
import { useNow } from './clock.ts'
import { useDeskWords } from './words.ts'

/** As the server's limit, less what a click and its way take. */
const RECALL_MS = 118_000

/** What is left of a message that was taken back; supervisors can look at what it said. */
export function RecalledRow({ item }: { item: MessageItem }): ReactNode {
  const { t, language } = useDeskWords()
  const { api, can } = useSession()
  const { failed } = useNotes()
  const { conversationId = '', seq, sender, at } = item
  const original = useMutation({
    mutationFn: async () => (await fetchRecalled(api, conversationId)).find(one => one.seq === seq)?.text ?? '',
    onError: failed,
  })
  return (
    <div className="event-line">
      {t('recall.line', { agent: sender.name ?? t('sender.agent') })}
      <time dateTime={at} title={formatFull(at, language)} className="num">
        {formatMoment(at, language)}
      </time>
      {can('conversations:supervise') && original.data === undefined ? (
        <Button size="small" type="link" loading={original.isPending} onClick={() => original.mutate()}>
          {t('recall.original')}
        </Button>
      ) : null}
      {original.data === undefined ? null : (
        <div className="recalled-text">
          <PlainText text={original.data} />
        </div>
      )}
    </div>
  )
}

/** One's own, stored, and not too old yet. */
export function isRecallable({ sender, seq, at, recalled }: MessageItem, myId: string, now = Date.now()): boolean {
  const own = sender.kind === 'agent' && (sender.id === undefined || sender.id === myId)
  return own && seq !== undefined && !recalled && now - new Date(at).getTime() <= RECALL_MS
}

/** The way to take back a message, for as long as it is open. */
export function RecallButton({ item }: { item: MessageItem }): ReactNode {
  const { t } = useDeskWords()
  const { api, me } = useSession()
  const { done, failed } = useNotes()
  const now = useNow()
  const { conversationId, seq } = item
  const recall = useMutation({
    mutationFn: () => recallMessage(api, conversationId ?? '', seq ?? 0),
    onSuccess: () => done(t('recall.done')),
    onError: failed,
  })
  if (!isRecallable(item, me.id, now)) return null
  return (
    <Button className="recall" size="small" type="link" loading={recall.isPending} onClick={() => recall.mutate()}>
      {t('recall.do')}
    </Button>
  )
}
