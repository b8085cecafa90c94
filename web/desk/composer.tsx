import { Sender } from '@ant-design/x'
import { Button } from 'antd'
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { Item } from '../../src/client/timeline.ts'
import type { ConversationSummary } from '../../src/protocol.ts'
import { formatDue } from '../shared/time.ts'
import type { ConversationDetail } from './api.ts'
import { Copilot } from './copilot.tsx'
import { MAX_REPLY } from './drafts.ts'
import { useDeskClient, useDrafts } from './live.tsx'
import { type Suggestion, useSuggestions } from './suggestions.ts'
import { useCanned } from './tools/use-canned.tsx'
import { useDeskWords } from './words.ts'

/** From here on the count is shown. */
const NEAR_LIMIT = 3600

export interface ComposerHandle {
  /** Puts the cursor into the reply as soon as it can take it. */
  focusSoon(): void
}

interface Props {
  ref: Ref<ComposerHandle>
  conversation: ConversationSummary
  detail: ConversationDetail | undefined
  items: readonly Item[]
  mine: boolean
  canAccept: boolean
  /** He may take it from whoever has it. */
  canTakeOver: boolean
  accepting: boolean
  onAccept(move: 'accept' | 'take-over'): Promise<void>
}

/** Where the agent writes. The draft is kept; when the conversation is another's, it says why nothing can be sent. */
export function Composer(props: Props): ReactNode {
  const { ref, conversation, detail, items, mine, canAccept, canTakeOver, accepting, onAccept } = props
  const { t } = useDeskWords()
  const client = useDeskClient()
  const drafts = useDrafts()
  const { id } = conversation
  const [text, setText] = useState(() => drafts.get(id))
  const footer = useRef<HTMLElement>(null)
  const wanted = useRef(false)
  const copilot = useSuggestions(id, mine, items)
  /** The suggestion that the reply began with. */
  const begun = useRef<string>(undefined)
  useImperativeHandle(ref, () => ({
    focusSoon() {
      wanted.current = true
      focusField(footer.current)
    },
  }))
  useEffect(() => {
    if (mine && wanted.current) focusField(footer.current)
    wanted.current = false
  }, [mine])
  const tooLong = text.length > MAX_REPLY

  function change(next: string): void {
    if (next.trim() === '') begun.current = undefined
    setText(next)
    drafts.set(id, next)
    // Searching for a response is not yet writing one.
    client.typing(id, next.trim() !== '' && !next.startsWith('/'))
  }
  function insert(suggestion: Suggestion): void {
    begun.current = suggestion.id
    change(text.trim() === '' ? suggestion.text : `${text.trimEnd()}\n${suggestion.text}`)
    copilot.inserted(suggestion.id)
    focusField(footer.current)
  }
  const canned = useCanned(conversation, detail, text, change)
  function submit(): void {
    if (text.trim() === '' || tooLong || !mine || !canned.maySend(text)) return
    client.send(id, text.trim(), conversation.handoff?.epoch ?? 0, begun.current)
    begun.current = undefined
    setText('')
    drafts.set(id, '')
  }
  function keyDown(event: KeyboardEvent): false | undefined {
    // 229: the key belongs to an input method, also where the browser does not say isComposing.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return false
    if (canned.keyDown(event)) return false
    if (event.key === 'Escape') (event.target as HTMLElement).blur()
    return undefined
  }

  if (!mine)
    return (
      <NotMine
        conversation={conversation}
        canAccept={canAccept}
        canTakeOver={canTakeOver}
        accepting={accepting}
        onAccept={onAccept}
        hasDraft={text.trim() !== ''}
      />
    )
  return (
    <footer className="composer" ref={footer}>
      <Copilot suggestions={copilot.suggestions} onInsert={insert} onDismiss={copilot.dismiss} />
      {canned.panel}
      <Sender
        value={text}
        onChange={change}
        onSubmit={submit}
        onKeyDown={keyDown}
        placeholder={t('composer.placeholder')}
        autoSize={{ minRows: 1, maxRows: 8 }}
      />
      {text.length < NEAR_LIMIT ? null : (
        <span className={tooLong ? 'small over-limit num' : 'small muted num'} role={tooLong ? 'alert' : undefined}>
          {t(tooLong ? 'composer.too_long' : 'composer.count', { count: text.length, max: MAX_REPLY })}
        </span>
      )}
    </footer>
  )
}

/** Sender's own focus() is not there before its second render. */
function focusField(footer: HTMLElement | null): void {
  footer?.querySelector('textarea')?.focus()
}

interface NotMineProps {
  conversation: ConversationSummary
  canAccept: boolean
  canTakeOver: boolean
  accepting: boolean
  hasDraft: boolean
  onAccept(move: 'accept' | 'take-over'): Promise<void>
}

/** Why nothing can be written here, and the button that changes it. */
function NotMine({ conversation, canAccept, canTakeOver, accepting, hasDraft, onAccept }: NotMineProps): ReactNode {
  const { t, language } = useDeskWords()
  const { status, holder, handoff } = conversation
  const reason =
    status === 'resolved'
      ? t('composer.resolved')
      : status === 'snoozed'
        ? t('composer.parked', { due: formatDue(conversation.parked?.dueAt ?? conversation.lastAt, language) })
        : holder === 'bot'
          ? t('composer.bot')
          : holder === 'queue'
            ? t(canAccept || !handoff?.agent ? 'composer.queue' : 'composer.offered', {
                agent: handoff?.agent?.name ?? '',
              })
            : t('composer.other', { agent: handoff?.agent?.name ?? t('sender.agent') })
  return (
    <footer className="composer closed">
      <span className="grow muted">
        {reason}
        {hasDraft ? <span className="draft-mark"> {t('composer.draft_kept')}</span> : null}
      </span>
      {canAccept ? (
        <Button type="primary" loading={accepting} onClick={() => void onAccept('accept')}>
          {t(status === 'snoozed' ? 'move.take_up' : holder === 'bot' ? 'move.take_over' : 'move.accept')}{' '}
          <kbd className="on-brand wide-only">A</kbd>
        </Button>
      ) : null}
      {canTakeOver ? (
        <Button loading={accepting} onClick={() => void onAccept('take-over')}>
          {t('move.take_over')}
        </Button>
      ) : null}
    </footer>
  )
}
