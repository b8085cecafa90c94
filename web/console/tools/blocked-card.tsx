import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import type { ReactNode } from 'react'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { formatFull } from '../../shared/time.ts'
import { useConsoleWords } from '../words.ts'

interface Blocked {
  contactId: string
  name?: string
  email?: string
  phone?: string
  at: string
  reason: string
  by?: string
  conversationId?: string
}

const BLOCKED = ['blocked']

/** Visitors whose messages are refused, and the way back for each. */
export function BlockedCard(): ReactNode {
  const { t, language } = useConsoleWords()
  const { api, can } = useSession()
  const client = useQueryClient()
  const { failed } = useNotes()
  const query = useQuery({
    queryKey: BLOCKED,
    queryFn: async () => (await api.get<{ blocked: Blocked[] }>('/blocked')).blocked,
  })
  const unblock = (id: string) =>
    api
      .post(`/conversations/${id}/unblock`, {})
      .then(() => client.invalidateQueries({ queryKey: BLOCKED }))
      .catch(failed)
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <h2 style={{ margin: 0, fontSize: 16 }}>{t('blocked.title')}</h2>
      <p className="muted">{t('blocked.about')}</p>
      <Loaded query={query}>
        {blocked => (
          <Table
            rowKey="contactId"
            size="middle"
            dataSource={blocked}
            pagination={blocked.length > 20 ? { pageSize: 20 } : false}
            locale={{ emptyText: t('blocked.empty') }}
            columns={[
              {
                title: t('blocked.who'),
                key: 'who',
                render: (_, one) => (
                  <div>
                    <a href={`/desk/c/${one.conversationId}`}>
                      {one.name ?? one.email ?? one.phone ?? one.contactId.slice(-4).toUpperCase()}
                    </a>
                    <div className="small muted">
                      {[one.by, formatFull(one.at, language), one.reason].filter(Boolean).join(' · ')}
                    </div>
                  </div>
                ),
              },
              {
                title: '',
                key: 'acts',
                width: 130,
                align: 'right',
                render: (_, one) =>
                  can('contacts:block') && one.conversationId !== undefined ? (
                    <Button type="text" size="small" onClick={() => void unblock(one.conversationId ?? '')}>
                      {t('blocked.lift')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  )
}
