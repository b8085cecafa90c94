import { CloseOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useDeskClient } from '../live.tsx'
import { useDeskWords } from '../words.ts'
import { setLabels } from './api.ts'
import { useUndo } from './use-undo.tsx'

/** A label as it stands in rows: its name on its colour. */
export function LabelTag({ label, onRemove }: { label: { name: string; colour: string }; onRemove?: () => void }) {
  const { t } = useDeskWords()
  return (
    <span className={`tag label ${label.colour}`}>
      <span className="ellipsis">{label.name}</span>
      {onRemove ? (
        <button type="button" aria-label={t('labels.remove', { label: label.name })} onClick={onRemove}>
          <CloseOutlined />
        </button>
      ) : null}
    </span>
  )
}

/** The labels of the conversation that is open; each goes with a click, and comes back with another. */
export function HeadLabels({ conversation }: { conversation: ConversationSummary }): ReactNode {
  const { t } = useDeskWords()
  const { api, can } = useSession()
  const client = useDeskClient()
  const { failed } = useNotes()
  const undo = useUndo()
  const labels = conversation.labels ?? []
  if (labels.length === 0) return null
  const set = (ids: string[]) => setLabels(api, conversation.id, ids).then(one => client.know([one]), failed)
  const remove = async (id: string, name: string) => {
    const before = labels.map(label => label.id)
    await set(before.filter(one => one !== id))
    undo(t('labels.removed', { label: name }), () => void set(before))
  }
  return (
    <div className="head-labels">
      {labels.map(label => (
        <LabelTag
          key={label.id}
          label={label}
          {...(can('conversations:write') ? { onRemove: () => void remove(label.id, label.name) } : {})}
        />
      ))}
    </div>
  )
}
