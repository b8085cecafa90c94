import { Button, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { formatDue } from '../../shared/time.ts'
import { useDeskClient } from '../live.tsx'
import { useDeskWords } from '../words.ts'
import { snoozeConversation } from './api.ts'
import { snoozeChoices, toLocalField } from './snooze-times.ts'

interface Props {
  conversation: ConversationSummary
  open: boolean
  onClose(): void
}

/** Puts the conversation off: three times that fit nearly always (keys 1 to 3), or one of the agent's own. */
export function SnoozeDialog({ conversation, open, onClose }: Props): ReactNode {
  const { t, language } = useDeskWords()
  const { api } = useSession()
  const client = useDeskClient()
  const { done, failed } = useNotes()
  const [busy, setBusy] = useState(false)
  const [own, setOwn] = useState('')
  const choices = snoozeChoices(new Date())

  async function snooze(until: Date): Promise<void> {
    if (busy) return
    setBusy(true)
    try {
      const epoch = conversation.handoff?.epoch ?? 0
      client.know([await snoozeConversation(api, conversation.id, epoch, until)])
      client.typing(conversation.id, false)
      done(t('snooze.done', { due: formatDue(until.toISOString(), language) }))
      onClose()
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal open={open} title={t('snooze.title')} footer={null} onCancel={onClose} width={420} destroyOnHidden>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are a second way to the buttons inside. */}
      <div
        className="snooze-choices"
        onKeyDown={event => {
          const choice = choices[Number(event.key) - 1]
          if (choice && !(event.target instanceof HTMLInputElement)) void snooze(choice.at)
        }}
      >
        {choices.map(({ key, at }, i) => (
          <Button key={key} block autoFocus={i === 0} disabled={busy} onClick={() => void snooze(at)}>
            <span className="grow">{t(`snooze.${key}`)}</span>
            <span className="muted num">{formatDue(at.toISOString(), language)}</span>
            <kbd className="wide-only">{i + 1}</kbd>
          </Button>
        ))}
        <div className="row">
          <Input
            type="datetime-local"
            aria-label={t('snooze.own')}
            min={toLocalField(new Date())}
            value={own}
            onChange={event => setOwn(event.target.value)}
            onPressEnter={() => own !== '' && void snooze(new Date(own))}
          />
          <Button type="primary" disabled={own === '' || busy} onClick={() => void snooze(new Date(own))}>
            {t('snooze.own_do')}
          </Button>
        </div>
      </div>
      <p className="small muted">{t('snooze.what')}</p>
    </Modal>
  )
}
