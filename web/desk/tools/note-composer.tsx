import { useQuery } from '@tanstack/react-query'
import { Button, Mentions } from 'antd'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { newId } from '../../../src/client/outbox.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { fetchColleagues } from '../api.ts'
import { MAX_REPLY } from '../drafts.ts'
import { useDrafts } from '../live.tsx'
import { useDeskWords } from '../words.ts'
import { sendNote } from './api.ts'

interface Props {
  conversationId: string
  onDone(): void
}

/** A private note, in another colour than a reply: only agents see it; `@` names a colleague, who is told. */
export function NoteComposer({ conversationId, onDone }: Props): ReactNode {
  const { t } = useDeskWords()
  const { api, me } = useSession()
  const drafts = useDrafts()
  const { failed } = useNotes()
  const place = `note:${conversationId}`
  const [text, setText] = useState(() => drafts.get(place))
  const [busy, setBusy] = useState(false)
  /** The same until it is stored: sending again after a failure stores it once. */
  const id = useRef(newId())
  const colleagues = useQuery({ queryKey: ['colleagues'], queryFn: () => fetchColleagues(api), staleTime: 60_000 })
  const others = (colleagues.data?.agents ?? []).filter(agent => agent.id !== me.id)

  function change(next: string): void {
    setText(next)
    drafts.set(place, next)
  }
  async function send(): Promise<void> {
    const note = text.trim()
    if (note === '' || busy || note.length > MAX_REPLY) return
    setBusy(true)
    try {
      const mentions = others.filter(agent => note.includes(`@${agent.name}`)).map(agent => agent.id)
      await sendNote(api, conversationId, { clientMessageId: id.current, text: note, mentions })
      id.current = newId()
      change('')
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  function keyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    // The list of colleagues is open: the keys are its own.
    if (document.querySelector('.ant-mentions-dropdown:not(.ant-mentions-dropdown-hidden)') !== null) return
    if (event.key === 'Escape') return onDone()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void send()
  }

  return (
    <footer className="composer note-composer">
      <Mentions
        autoFocus
        value={text}
        onChange={change}
        onKeyDown={keyDown}
        placement="top"
        autoSize={{ minRows: 1, maxRows: 8 }}
        maxLength={MAX_REPLY}
        placeholder={t('note.placeholder')}
        aria-label={t('note.placeholder')}
        notFoundContent={t('note.nobody')}
        options={others.map(agent => ({ value: agent.name, key: agent.id, label: agent.name }))}
      />
      <Button type="primary" disabled={text.trim() === ''} loading={busy} onClick={() => void send()}>
        {t('note.send')}
      </Button>
    </footer>
  )
}
