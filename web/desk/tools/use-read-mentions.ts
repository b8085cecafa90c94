import { useEffect } from 'react'
import { useSession } from '../../shared/session.ts'
import { useDesk } from '../live.tsx'
import { readMentions } from './api.ts'

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
