import { Button, type InputRef, Skeleton, Tabs } from 'antd'
import { type ReactNode, type RefObject, useRef } from 'react'
import { EmptyState, ErrorPanel } from '../shared/page-parts.tsx'
import { ConversationRow } from './conversation-row.tsx'
import { FindBar } from './find-bar.tsx'
import { TABS, type Tab } from './lists.ts'
import { Offers } from './offers.tsx'
import { SearchResults } from './search-results.tsx'
import type { FindState } from './use-find.ts'
import { type ConversationList, useCounts } from './use-list.ts'
import type { Search } from './use-search.ts'
import { ROW_HEIGHT, useWindow } from './use-window.ts'
import { useDeskWords } from './words.ts'

interface Props {
  find: FindState
  search: Search
  searchField: RefObject<InputRef | null>
  list: ConversationList
  chosen: string | undefined
  onOpen(id: string): void
  /** An offer was accepted here. */
  onTaken(id: string): void
}

/** What is searched for, or the lists with their counts. */
export function ListPane({ find, search, searchField, list, chosen, onOpen, onTaken }: Props): ReactNode {
  const { t } = useDeskWords()
  const found = useRef<HTMLUListElement>(null)
  const first = search.results[0]?.conversation.id
  return (
    <aside className="desk-list" aria-label={t('desk.lists')}>
      <Offers onTaken={onTaken} />
      <FindBar
        find={find}
        input={searchField}
        onDown={() => found.current?.querySelector('button')?.focus()}
        onEnter={() => first !== undefined && onOpen(first)}
      />
      {search.active ? (
        <div className="rows">
          <SearchResults find={find} search={search} chosen={chosen} list={found} onOpen={onOpen} />
        </div>
      ) : (
        <Lists find={find} list={list} chosen={chosen} onOpen={onOpen} />
      )}
    </aside>
  )
}

/** Only the rows in sight are built. */
function Lists({ find, list, chosen, onOpen }: Pick<Props, 'find' | 'list' | 'chosen' | 'onOpen'>): ReactNode {
  const { t } = useDeskWords()
  const { tab, filtered } = find
  const counts = useCounts()
  const shown = useWindow(
    list.list.length,
    list.hasMore ? list.loadMore : undefined,
    list.list.findIndex(one => one.id === chosen),
  )
  const items = TABS.map(key => ({
    key,
    label: (
      <TabLabel
        name={t(`tab.${key}`)}
        {...(key === 'mentions' ? { about: t('mentions.about') } : {})}
        count={filtered ? undefined : counts[key]}
        alert={ALERTING.includes(key)}
      />
    ),
  }))
  return (
    <>
      <Tabs
        className="desk-tabs"
        activeKey={tab}
        onChange={key => find.set({ tab: key as Tab })}
        items={items}
        size="small"
        tabBarGutter={6}
      />
      <div className="rows" ref={shown.ref} onScroll={shown.onScroll}>
        {list.error !== null && list.error !== undefined && list.list.length === 0 ? (
          <ErrorPanel error={list.error} onRetry={list.retry} />
        ) : null}
        {list.list.length === 0 && list.loading ? <Skeleton active style={{ padding: 16 }} /> : null}
        {list.list.length === 0 && !list.loading && !list.error ? <NothingHere find={find} /> : null}
        <ul style={{ height: list.list.length * ROW_HEIGHT }}>
          {list.list.slice(shown.from, shown.to).map((conversation, index) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              tab={tab}
              chosen={conversation.id === chosen}
              mentioned={list.mentioned.has(conversation.id)}
              top={(shown.from + index) * ROW_HEIGHT}
              onOpen={onOpen}
            />
          ))}
        </ul>
      </div>
    </>
  )
}

/** Somebody waits for me there. */
const ALERTING: readonly Tab[] = ['queue', 'mentions']

function NothingHere({ find }: { find: FindState }): ReactNode {
  const { t } = useDeskWords()
  if (!find.filtered) return <EmptyState title={t(`empty.${find.tab}`)} hint={t(`empty.${find.tab}.hint`)} />
  return (
    <EmptyState
      title={t('filter.nothing')}
      hint={t('filter.nothing.hint')}
      action={<Button onClick={find.clear}>{t('filter.clear')}</Button>}
    />
  )
}

interface TabLabelProps {
  name: string
  /** What a short name stands for. */
  about?: string
  count: number | undefined
  alert: boolean
}

function TabLabel({ name, about, count, alert }: TabLabelProps): ReactNode {
  return (
    <span title={about}>
      {name}
      {count === undefined || count === 0 ? null : <b className={alert ? 'count alert num' : 'count num'}>{count}</b>}
    </span>
  )
}
