import { App, type MenuProps } from 'antd'
import { type ReactNode, useState } from 'react'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import type { ConversationDetail } from '../api.ts'
import { type Action, KEYS } from '../keys.ts'
import { visitorName } from '../lists.ts'
import { useDeskClient } from '../live.tsx'
import { useDeskWords } from '../words.ts'
import { reopenConversation, setBlocked } from './api.ts'
import { LabelsDialog } from './labels-dialog.tsx'
import { MacroDialog } from './macro-dialog.tsx'
import { SnoozeDialog } from './snooze-dialog.tsx'
import { useUndo } from './use-undo.tsx'

export interface Tools {
  /** A note is being written instead of a reply. */
  noting: boolean
  setNoting(on: boolean): void
  /** What a key does; undefined when it is not one of these. */
  act(action: Action): true | undefined
  /** For the head's menu. */
  items: NonNullable<MenuProps['items']>
  dialogs: ReactNode
  /** After closing: a click opens it again. */
  offerReopen(): void
}

type Dialog = 'snooze' | 'labels' | 'macro'

/** What can be done with a conversation beside answering: later, labels, notes, macros, opening again, blocking. */
export function useTools(
  conversation: ConversationSummary | undefined,
  detail: ConversationDetail | undefined,
  mine: boolean,
): Tools {
  const { t } = useDeskWords()
  const { api, can } = useSession()
  const client = useDeskClient()
  const { modal } = App.useApp()
  const { done, failed } = useNotes()
  const undo = useUndo()
  const [dialog, setDialog] = useState<Dialog>()
  const [noting, setNoting] = useState(false)
  const may = can('conversations:write') && conversation !== undefined
  const close = () => setDialog(undefined)

  async function reopen(): Promise<void> {
    if (conversation === undefined) return
    try {
      client.know([await reopenConversation(api, conversation.id)])
      done(t('reopen.done'))
    } catch (error) {
      failed(error)
    }
  }
  async function block(blocked: boolean): Promise<void> {
    if (conversation === undefined) return
    const name = visitorName(conversation.contact, t('desk.stranger'))
    const words = { title: t('block.title', { name }), content: t('block.what'), okText: t('block.do') }
    if (blocked && !(await modal.confirm({ ...words, okButtonProps: { danger: true } }))) return
    try {
      client.know([await setBlocked(api, conversation.id, blocked)])
      done(t(blocked ? 'block.done' : 'unblock.done'))
    } catch (error) {
      failed(error)
    }
  }

  const doings: { action: Action; when: boolean; run(): void }[] = [
    { action: 'snooze', when: may && mine, run: () => setDialog('snooze') },
    { action: 'labels', when: may, run: () => setDialog('labels') },
    { action: 'note', when: may, run: () => setNoting(true) },
    { action: 'macro', when: may && mine, run: () => setDialog('macro') },
  ]
  const items: Tools['items'] = doings
    .filter(doing => doing.when)
    .map(({ action, run }) => ({
      key: action,
      label: t(`key.${action}`),
      extra: <Keys action={action} />,
      onClick: run,
    }))
  const resolved = conversation?.status === 'resolved'
  if (may && resolved) items.push({ key: 'reopen', label: t('reopen.do'), onClick: () => void reopen() })
  if (conversation !== undefined && can('contacts:block')) {
    const blocked = conversation.contact.blocked === true
    items.push(
      { type: 'divider' },
      {
        key: 'block',
        danger: !blocked,
        label: t(blocked ? 'unblock.do' : 'block.do'),
        onClick: () => void block(!blocked),
      },
    )
  }

  return {
    noting: noting && may,
    setNoting,
    act(action) {
      const doing = doings.find(one => one.action === action)
      if (doing === undefined) return undefined
      if (doing.when) doing.run()
      return true
    },
    items,
    offerReopen: () => undo(t('move.close.done'), () => void reopen()),
    dialogs:
      conversation === undefined ? null : (
        <>
          <SnoozeDialog conversation={conversation} open={dialog === 'snooze' && mine} onClose={close} />
          <LabelsDialog conversation={conversation} open={dialog === 'labels'} onClose={close} />
          <MacroDialog conversation={conversation} detail={detail} open={dialog === 'macro' && mine} onClose={close} />
        </>
      ),
  }
}

function Keys({ action }: { action: Action }): ReactNode {
  return <kbd className="wide-only">{KEYS[action].join(' ').toUpperCase()}</kbd>
}
