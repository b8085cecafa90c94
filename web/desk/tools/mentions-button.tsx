import { useQuery } from '@tanstack/react-query'
import { Badge, Button, Popover, Tooltip } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { EmptyState } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { formatAgo } from '../../shared/time.ts'
import { visitorName } from '../lists.ts'
import { useDesk, useDeskClient } from '../live.tsx'
import { useDeskWords } from '../words.ts'
import { fetchMentioning, readMentions } from './api.ts'

/** Who named me in a note: how many I have not read, and the conversations. */
export function MentionsButton(): ReactNode {
  const { t, language } = useDeskWords()
  const { api } = useSession()
  const client = useDeskClient()
  const navigate = useNavigate()
  const unread = useDesk(state => state.desk?.mentions ?? 0)
  const [open, setOpen] = useState(false)
  const query = useQuery({
    queryKey: ['mentions', unread],
    queryFn: async () => {
      const mentioning = await fetchMentioning(api)
      client.know(mentioning)
      return mentioning
    },
    enabled: open,
  })
  const list = (
    <div className="mention-list">
      {query.data?.length === 0 ? <EmptyState title={t('mentions.none')} hint={t('mentions.none.hint')} /> : null}
      {(query.data ?? []).map(one => (
        <button
          key={one.id}
          type="button"
          onClick={() => {
            setOpen(false)
            void navigate({ pathname: `/c/${one.id}`, search: '?tab=open' })
          }}
        >
          <strong className="grow ellipsis">{visitorName(one.contact, t('desk.stranger'))}</strong>
          <span className="small faint">{formatAgo(one.lastAt, language)}</span>
        </button>
      ))}
    </div>
  )
  const name = t('mentions.title', { count: unread })
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={list}
      title={t('mentions.head')}
    >
      <Tooltip title={open ? '' : name}>
        <Badge count={unread} size="small" offset={[-6, 6]}>
          <Button type="text" aria-label={name} icon={<b className="at-sign">@</b>} />
        </Badge>
      </Tooltip>
    </Popover>
  )
}

/** Where I look, I have read. */
export function useReadMentions(conversationId: string): void {
  const { api } = useSession()
  const unread = useDesk(state => state.desk?.mentions ?? 0)
  useEffect(() => {
    if (unread === 0) return
    const mark = () => {
      if (document.visibilityState === 'visible') readMentions(api, conversationId).catch(() => undefined)
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [api, conversationId, unread])
}
