import { LayoutOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyState, Loaded, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useAskToDrop } from '../../shared/unsaved.tsx'
import { useConsoleWords } from '../words.ts'
import { fetchInboxes, INBOXES, type Inbox } from './inboxes.ts'
import { WidgetEditor } from './widget-editor.tsx'

/** How the chat looks on one's own site, and the block that brings it there. */
export function WidgetPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({ queryKey: INBOXES, queryFn: () => fetchInboxes(api), staleTime: Number.POSITIVE_INFINITY })
  return (
    <Loaded query={query}>
      {inboxes => <Chosen key={query.dataUpdatedAt} inboxes={inboxes} title={t('nav.widget')} />}
    </Loaded>
  )
}

function Chosen({ inboxes, title }: { inboxes: Inbox[]; title: string }): ReactNode {
  const { t } = useConsoleWords()
  const [id, setId] = useState(inboxes[0]?.id)
  const [dirty, setDirty] = useState(false)
  const ask = useAskToDrop()
  const inbox = inboxes.find(one => one.id === id)
  return (
    <div>
      <PageHead title={title} about={t('widget.about')}>
        {inboxes.length > 1 ? (
          <Select
            value={id ?? null}
            onChange={next => void (dirty ? ask(() => setId(next)) : setId(next))}
            options={inboxes.map(one => ({ value: one.id, label: one.name }))}
            style={{ minWidth: 160 }}
          />
        ) : null}
        {inbox ? (
          <Button href={`/chat/${inbox.id}`} target="_blank">
            {t('overview.open_chat')}
          </Button>
        ) : null}
      </PageHead>
      {inbox ? (
        <WidgetEditor key={inbox.id} inbox={inbox} onDirty={setDirty} />
      ) : (
        <EmptyState icon={<LayoutOutlined />} title={t('widget.none')} hint={t('widget.none_hint')} />
      )}
    </div>
  )
}
