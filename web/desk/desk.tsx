import type { InputRef } from 'antd'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../shared/session.ts'
import { useIsNarrow, useIsPhone } from '../shared/use-is-phone.ts'
import { useAvailability } from './availability.tsx'
import { ConnectionBar } from './connection-bar.tsx'
import { ConversationPane, type Pane } from './conversation-pane.tsx'
import { HelpDialog } from './help-dialog.tsx'
import type { Action } from './keys.ts'
import { ListPane } from './list-pane.tsx'
import { stepFrom, unreadOf } from './lists.ts'
import { useDesk } from './live.tsx'
import { NothingChosen } from './nothing-chosen.tsx'
import { useSound, useTitle } from './notice.ts'
import { OfflineBar } from './offline-bar.tsx'
import { useAlerts } from './tools/use-alerts.ts'
import { TopBar } from './top-bar.tsx'
import { useFind } from './use-find.ts'
import { useList } from './use-list.ts'
import { useNews } from './use-news.ts'
import { useSearch } from './use-search.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { useDeskWords } from './words.ts'

/** The whole desk: list, conversation, details side by side; one at a time on phones. */
export function Desk({ pane }: { pane: Pane }): ReactNode {
  const { t } = useDeskWords()
  const { me } = useSession()
  const { id } = useParams()
  const navigate = useNavigate()
  const find = useFind()
  const { tab, search: query } = find
  const list = useList(find)
  const search = useSearch(find)
  const searchField = useRef<InputRef>(null)
  const phone = useIsPhone()
  const narrow = useIsNarrow()
  const sound = useSound()
  const availability = useAvailability()
  const [help, setHelp] = useState(false)
  const waiting = useDesk(state => state.desk?.waiting ?? 0)
  const known = useDesk(state => state.conversations)
  useTitle(waiting + unreadOf(known, me.id), `${t('app.name')} · ${t('app.desk')}`)
  useNews(id, useAlerts(sound))

  const open = useCallback((next: string) => navigate({ pathname: `/c/${next}`, search: query }), [navigate, query])
  const taken = useCallback((next: string) => navigate({ pathname: `/c/${next}`, search: '?tab=mine' }), [navigate])
  const back = useCallback(() => navigate({ pathname: '/', search: query }), [navigate, query])
  /** At once: what is typed next are the words. On a phone the field stands on another page. */
  function goSearching(): void {
    const focus = () => searchField.current?.focus({ cursor: 'all' })
    if (!phone || id === undefined) return focus()
    back()
    setTimeout(focus, 0)
  }
  useShortcuts(action => {
    const goTo = stepFrom(search.active ? search.conversations : list.list, id, STEPS[action] ?? 0)
    if (STEPS[action] !== undefined) return goTo === undefined ? false : void open(goTo)
    if (action in TAB_OF) return find.set({ q: '', tab: TAB_OF[action as keyof typeof TAB_OF] })
    if (action === 'search') return goSearching()
    if (action === 'help') return setHelp(true)
    if (action === 'online') return void availability.set('online')
    if (action === 'escape' && phone && id !== undefined) return void back()
    return false
  })

  return (
    <div className={`desk pane-${pane}`}>
      <ConnectionBar />
      <TopBar sound={sound} availability={availability} onHelp={() => setHelp(true)} />
      <OfflineBar availability={availability} />
      <div className="desk-panes">
        <ListPane
          find={find}
          search={search}
          searchField={searchField}
          list={list}
          chosen={id}
          onOpen={open}
          onTaken={taken}
        />
        {id === undefined ? (
          <NothingChosen tab={tab} first={list.list[0]?.id} onOpen={open} />
        ) : (
          <ConversationPane key={id} id={id} pane={pane} phone={phone} narrow={narrow} onBack={back} />
        )}
      </div>
      <HelpDialog open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

const STEPS: Partial<Record<Action, number>> = { next: 1, previous: -1 }
const TAB_OF = {
  tab_queue: 'queue',
  tab_mine: 'mine',
  tab_open: 'open',
  tab_mentions: 'mentions',
  tab_parked: 'parked',
  tab_resolved: 'resolved',
} as const
