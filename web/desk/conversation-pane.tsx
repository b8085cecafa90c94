import { Drawer, Skeleton } from 'antd'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Item } from '../../src/client/timeline.ts'
import { DocumentDrawer, type DocumentTarget } from '../shared/document-drawer.tsx'
import { ErrorPanel } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { Composer, type ComposerHandle } from './composer.tsx'
import { ConversationHead } from './conversation-head.tsx'
import type { Action } from './keys.ts'
import { isMine } from './lists.ts'
import { useDeskClient } from './live.tsx'
import { PacketPane } from './packet-pane.tsx'
import { Thread } from './thread.tsx'
import { ComposerMode } from './tools/composer-mode.tsx'
import { NoteComposer } from './tools/note-composer.tsx'
import { useReadMentions } from './tools/use-read-mentions.ts'
import { useTools } from './tools/use-tools.tsx'
import { TransferDialog } from './transfer-dialog.tsx'
import { useConversation } from './use-conversation.ts'
import { useMoves } from './use-moves.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { useTab } from './use-tab.ts'
import { useDeskWords } from './words.ts'

/** What fills a phone's screen. */
export type Pane = 'list' | 'conversation' | 'details'

interface Props {
  id: string
  pane: Pane
  phone: boolean
  narrow: boolean
  onBack(): void
}

/** One conversation: head, messages, composer; its details beside it, in a drawer, or as a page of their own. */
export function ConversationPane({ id, pane, phone, narrow, onBack }: Props): ReactNode {
  const { t } = useDeskWords()
  const { me } = useSession()
  const client = useDeskClient()
  const navigate = useNavigate()
  const open = useConversation(id)
  const moves = useMoves(open.summary)
  const [, setTab] = useTab()
  const composer = useRef<ComposerHandle>(null)
  const [drawer, setDrawer] = useState(false)
  const [transferring, setTransferring] = useState(false)
  const [target, setTarget] = useState<DocumentTarget>()
  const editDocument = useCallback((documentId: string) => setTarget({ kind: 'edit', id: documentId }), [])
  const mine = open.summary !== undefined && isMine(open.summary, me.id)
  useMarkRead(id, mine, lastSeqOfVisitor(open.followed?.items ?? []))

  const tools = useTools(open.summary, open.detail, mine)
  useReadMentions(id)

  const accept = async (move: 'accept' | 'take-over' = 'accept') => {
    if (!(await moves.run(move))) return
    // It has left the queue: go where it stands now.
    setTab('mine')
    composer.current?.focusSoon()
  }
  const leave = async (move: 'close' | 'return-to-bot' | 'return-to-queue') => {
    if (!(await moves.run(move))) return
    client.typing(id, false)
    if (move === 'close') tools.offerReopen()
  }
  const showDetails = () =>
    phone ? void navigate({ pathname: `/c/${id}/details`, search: location.search }) : setDrawer(true)
  useShortcuts(
    action =>
      tools.act(action) ??
      keyAction(action, {
        accept: () => void accept(),
        leave: move => void leave(move),
        transfer: () => mine && setTransferring(true),
        reply() {
          tools.setNoting(false)
          composer.current?.focusSoon()
        },
        details: () => narrow && showDetails(),
      }),
  )

  if (open.summary === undefined) {
    return (
      <main className="conversation">
        {open.error ? (
          <ErrorPanel error={open.error} onRetry={open.retry} />
        ) : (
          <Skeleton active style={{ padding: 24 }} />
        )}
      </main>
    )
  }
  const packet = (
    <PacketPane
      conversation={open.summary}
      detail={open.detail}
      onEdit={editDocument}
      onBack={phone ? () => void navigate(-1) : undefined}
    />
  )
  if (phone && pane === 'details') return <main className="conversation details-page">{packet}</main>
  return (
    <>
      <main className="conversation">
        <ConversationHead
          conversation={open.summary}
          lookers={open.followed?.lookers ?? []}
          moves={moves}
          phone={phone}
          onLeave={leave}
          onBack={onBack}
          onDetails={narrow ? showDetails : undefined}
          onTransfer={mine ? () => setTransferring(true) : undefined}
          tools={tools}
        />
        <Thread
          open={open}
          onEdit={editDocument}
          onRetry={clientMessageId => client.retry(id, clientMessageId, open.summary?.handoff?.epoch ?? 0)}
          onDrop={clientMessageId => client.drop(id, clientMessageId)}
        />
        <ComposerMode tools={tools} />
        {tools.noting ? (
          <NoteComposer conversationId={id} onDone={() => tools.setNoting(false)} />
        ) : (
          <Composer
            ref={composer}
            conversation={open.summary}
            detail={open.detail}
            items={open.followed?.items ?? []}
            mine={mine}
            canAccept={moves.can.accept}
            canTakeOver={moves.can['take-over']}
            accepting={moves.busy === 'accept' || moves.busy === 'take-over'}
            onAccept={accept}
          />
        )}
      </main>
      {narrow ? (
        <Drawer
          open={drawer}
          onClose={() => setDrawer(false)}
          size={360}
          title={t('packet.title')}
          styles={{ body: { padding: 0 } }}
        >
          {packet}
        </Drawer>
      ) : (
        <aside className="desk-packet" aria-label={t('packet.title')}>
          {packet}
        </aside>
      )}
      <TransferDialog conversation={open.summary} open={transferring && mine} onClose={() => setTransferring(false)} />
      {tools.dialogs}
      <DocumentDrawer target={target} onClose={() => setTarget(undefined)} />
    </>
  )
}

interface Handlers {
  accept(): void
  leave(move: 'close' | 'return-to-bot' | 'return-to-queue'): void
  transfer(): void
  reply(): void
  details(): void
}

function keyAction(action: Action, handlers: Handlers): boolean | undefined {
  switch (action) {
    case 'accept':
      return void handlers.accept()
    case 'reply':
      return void handlers.reply()
    case 'close':
      return void handlers.leave('close')
    case 'bot':
      return void handlers.leave('return-to-bot')
    case 'queue':
      return void handlers.leave('return-to-queue')
    case 'transfer':
      return void handlers.transfer()
    case 'details':
      return void handlers.details()
    case 'escape':
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      return false
    default:
      return false
  }
}

/** 0 when he has said nothing. */
function lastSeqOfVisitor(items: readonly Item[]): number {
  const last = items.findLast(item => item.kind === 'message' && item.sender.kind === 'visitor')
  return last?.seq ?? 0
}

/** What stands on the screen of the one who answers is read, while the page is in front. */
function useMarkRead(id: string, mine: boolean, lastSeq: number): void {
  const client = useDeskClient()
  useEffect(() => {
    if (!mine || lastSeq === 0) return
    const mark = () => {
      if (document.visibilityState === 'visible') client.read(id, lastSeq)
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [client, id, mine, lastSeq])
}
