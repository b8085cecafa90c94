import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import type { ReactNode } from 'react'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { type AgentSession, deviceName, endSession, endSessions, fetchSessions, sessionsKey } from './sessions.ts'

/** Where somebody is signed in, each with a way to end it; `owner` is `/me` or `/agents/ID`. */
export function SessionList({ owner }: { owner: string }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const { failed, done } = useNotes()
  const query = useQuery({ queryKey: sessionsKey(owner), queryFn: () => fetchSessions(api, owner) })
  const act = async (work: () => Promise<void>) => {
    try {
      await work()
      done(t('sessions.ended'))
    } catch (error) {
      failed(error)
    } finally {
      await client.invalidateQueries({ queryKey: sessionsKey(owner) })
    }
  }
  return (
    <Loaded query={query}>
      {sessions => (
        <>
          {sessions.length === 0 ? <p className="muted">{t('sessions.none')}</p> : null}
          <ul className="plain-list">
            {sessions.map(session => (
              <SessionLine
                key={session.id}
                session={session}
                onEnd={() => void act(() => endSession(api, owner, session.id))}
              />
            ))}
          </ul>
          {sessions.filter(one => !one.current).length > 1 ? (
            <Button danger style={{ marginTop: 12 }} onClick={() => void act(() => endSessions(api, owner))}>
              {t(owner === '/me' ? 'sessions.end_others' : 'sessions.end_all')}
            </Button>
          ) : null}
        </>
      )}
    </Loaded>
  )
}

function SessionLine({ session, onEnd }: { session: AgentSession; onEnd(): void }): ReactNode {
  const { t, language } = useConsoleWords()
  const device = deviceName(session.userAgent)
  const seen = new Date(session.seenAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <li className="row">
      <div className="grow">
        <div className="row wrap">
          <strong>{device}</strong>
          {session.current ? <Tag color="green">{t('sessions.here')}</Tag> : null}
        </div>
        <div className="small muted">{t('sessions.seen', { at: seen, address: session.address || '–' })}</div>
      </div>
      {session.current ? null : (
        <Button type="text" danger size="small" onClick={onEnd} aria-label={`${t('sessions.end')}: ${device}`}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}
