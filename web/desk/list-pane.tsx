import { Skeleton, Tabs } from 'antd'
import type { ReactNode } from 'react'
import { EmptyState, ErrorPanel } from '../shared/page-parts.tsx'
import { ConversationRow } from './conversation-row.tsx'
import { TABS, type Tab } from './lists.ts'
import { Offers } from './offers.tsx'
import { type ConversationList, useCounts } from './use-list.ts'
import { ROW_HEIGHT, useWindow } from './use-window.ts'
import { useDeskWords } from './words.ts'

interface Props {
  tab: Tab
  list: ConversationList
  chosen: string | undefined
  onTab(tab: Tab): void
  onOpen(id: string): void
  /** An offer was accepted here. */
  onTaken(id: string): void
}

/** The four lists with their counts; only the rows in sight are built. */
export function ListPane({ tab, list, chosen, onTab, onOpen, onTaken }: Props): ReactNode {
  const { t } = useDeskWords()
  const counts = useCounts()
  const shown = useWindow(
    list.list.length,
    list.hasMore ? list.loadMore : undefined,
    list.list.findIndex(one => one.id === chosen),
  )
  const items = TABS.map(key => ({
    key,
    label: <TabLabel name={t(`tab.${key}`)} count={counts[key]} alert={key === 'queue'} />,
  }))
  return (
    <aside className="desk-list" aria-label={t('desk.lists')}>
      <Offers onTaken={onTaken} />
      <Tabs
        className="desk-tabs"
        activeKey={tab}
        onChange={key => onTab(key as Tab)}
        items={items}
        size="small"
        tabBarGutter={12}
      />
      <div className="rows" ref={shown.ref} onScroll={shown.onScroll}>
        {list.error !== null && list.error !== undefined && list.list.length === 0 ? (
          <ErrorPanel error={list.error} onRetry={list.retry} />
        ) : null}
        {list.list.length === 0 && list.loading ? <Skeleton active style={{ padding: 16 }} /> : null}
        {list.list.length === 0 && !list.loading && !list.error ? (
          <EmptyState title={t(`empty.${tab}`)} hint={t(`empty.${tab}.hint`)} />
        ) : null}
        <ul style={{ height: list.list.length * ROW_HEIGHT }}>
          {list.list.slice(shown.from, shown.to).map((conversation, index) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              tab={tab}
              chosen={conversation.id === chosen}
              top={(shown.from + index) * ROW_HEIGHT}
              onOpen={onOpen}
            />
          ))}
        </ul>
      </div>
    </aside>
  )
}

function TabLabel({ name, count, alert }: { name: string; count: number | undefined; alert: boolean }): ReactNode {
  return (
    <span>
      {name}
      {count === undefined || count === 0 ? null : <b className={alert ? 'count alert num' : 'count num'}>{count}</b>}
    </span>
  )
}
