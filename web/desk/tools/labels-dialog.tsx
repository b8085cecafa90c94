import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { fetchLabels, LABELS, type Label } from '../../shared/desk-tools.ts'
import { EmptyState, ErrorPanel, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useDeskClient } from '../live.tsx'
import { useDeskWords } from '../words.ts'
import { setLabels } from './api.ts'
import { LabelTag } from './label-tags.tsx'

interface Props {
  conversation: ConversationSummary
  open: boolean
  onClose(): void
}

/** Which labels the conversation has: type to find one, Enter sets the first. Each click is stored at once. */
export function LabelsDialog({ conversation, open, onClose }: Props): ReactNode {
  const { t } = useDeskWords()
  const { api, can } = useSession()
  const client = useDeskClient()
  const { failed } = useNotes()
  const [asked, setAsked] = useState('')
  const query = useQuery({ queryKey: LABELS, queryFn: () => fetchLabels(api), enabled: open })
  const has = new Set((conversation.labels ?? []).map(label => label.id))
  const shown = found(query.data, asked)

  function toggle({ id }: Label): void {
    const next = has.has(id) ? [...has].filter(one => one !== id) : [...has, id]
    setLabels(api, conversation.id, next).then(one => client.know([one]), failed)
  }

  /** Whoever types faster than the labels come still gets the one he typed. */
  async function toggleFirst(): Promise<void> {
    const [first] = found(query.data ?? (await query.refetch({ cancelRefetch: false })).data, asked)
    if (first === undefined) return
    toggle(first)
    setAsked('')
  }

  return (
    <Modal open={open} title={t('labels.title')} footer={null} onCancel={onClose} width={420} destroyOnHidden>
      {query.error ? <ErrorPanel error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data?.length === 0 ? (
        <EmptyState
          title={t('labels.none')}
          hint={t('labels.none.hint')}
          {...(can('desk-tools:write') ? { action: <a href="/console/tools">{t('labels.make')}</a> } : {})}
        />
      ) : (
        <>
          <Input
            autoFocus
            placeholder={t('labels.find')}
            aria-label={t('labels.find')}
            value={asked}
            onChange={event => setAsked(event.target.value)}
            onPressEnter={event => {
              if (!event.nativeEvent.isComposing) void toggleFirst()
            }}
          />
          <ul className="label-list">
            {shown.map(label => (
              <li key={label.id}>
                <Checkbox checked={has.has(label.id)} onChange={() => toggle(label)}>
                  <LabelTag label={label} />
                </Checkbox>
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  )
}

function found(labels: Label[] | undefined, asked: string): Label[] {
  const part = asked.trim().toLowerCase()
  return (labels ?? []).filter(label => label.name.toLowerCase().includes(part))
}
