import { useQuery } from '@tanstack/react-query'
import { Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { ErrorPanel, useNotes } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { type Colleagues, fetchColleagues, type TransferTarget, transferConversation } from './api.ts'
import { useDeskClient } from './live.tsx'
import { type DeskWords, useDeskWords } from './words.ts'

interface Props {
  conversation: ConversationSummary
  open: boolean
  onClose(): void
}

const NOTE_AT_MOST = 1000

/** Hands the conversation to a colleague or a team, with a note that only agents see. */
export function TransferDialog({ conversation, open, onClose }: Props): ReactNode {
  const { t } = useDeskWords()
  const { api, me } = useSession()
  const client = useDeskClient()
  const { done, failed } = useNotes()
  const [chosen, setChosen] = useState<string>()
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const colleagues = useQuery({
    queryKey: ['colleagues'],
    queryFn: () => fetchColleagues(api),
    enabled: open,
    // The notes ask for names only: who was there then may be gone, and others have come.
    staleTime: 0,
    refetchInterval: 5000,
  })

  async function send(): Promise<void> {
    if (chosen === undefined) return
    setBusy(true)
    try {
      const epoch = conversation.handoff?.epoch ?? 0
      client.know([await transferConversation(api, conversation.id, epoch, targetOf(chosen), note.trim())])
      done(t('transfer.done'))
      setNote('')
      setChosen(undefined)
      onClose()
    } catch (error) {
      failed(error)
      void colleagues.refetch()
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      open={open}
      title={t('transfer.title')}
      okText={t('move.transfer')}
      cancelText={t('app.cancel')}
      okButtonProps={{ disabled: chosen === undefined, loading: busy }}
      onOk={() => void send()}
      onCancel={onClose}
      destroyOnHidden
    >
      {colleagues.error ? <ErrorPanel error={colleagues.error} onRetry={() => void colleagues.refetch()} /> : null}
      <Select
        showSearch
        autoFocus
        style={{ width: '100%' }}
        aria-label={t('transfer.to')}
        placeholder={t('transfer.to')}
        loading={colleagues.isPending}
        value={chosen ?? null}
        onChange={setChosen}
        optionFilterProp="search"
        notFoundContent={t('transfer.nobody')}
        options={optionsOf(colleagues.data, me.id, t)}
      />
      <Input.TextArea
        style={{ marginTop: 12 }}
        aria-label={t('transfer.note')}
        placeholder={t('transfer.note')}
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={NOTE_AT_MOST}
        value={note}
        onChange={event => setNote(event.target.value)}
      />
      <p className="small muted">{t('transfer.what')}</p>
    </Modal>
  )
}

/** Agents who can take it now stand before those who cannot. */
function optionsOf(colleagues: Colleagues | undefined, meId: string, t: DeskWords) {
  const teams = (colleagues?.teams ?? []).map(team => ({
    value: `team:${team.id}`,
    search: team.name,
    label: (
      <span>
        {team.name} <span className="small muted">{t('transfer.team_online', { count: team.online })}</span>
      </span>
    ),
  }))
  const agents = (colleagues?.agents ?? [])
    .filter(agent => agent.id !== meId)
    .map(agent => ({ ...agent, free: agent.present && agent.availability === 'online' && agent.load < agent.capacity }))
    .sort((a, b) => Number(b.free) - Number(a.free))
    .map(agent => ({
      value: `agent:${agent.id}`,
      search: agent.name,
      disabled: !agent.free,
      label: (
        <span>
          <i className={`dot ${agent.present ? agent.availability : 'offline'}`} /> {agent.name}{' '}
          <span className="small muted num">
            {agent.load} / {agent.capacity}
          </span>
        </span>
      ),
    }))
  return [
    { label: t('transfer.teams'), options: teams },
    { label: t('transfer.agents'), options: agents },
  ].filter(group => group.options.length > 0)
}

function targetOf(chosen: string): TransferTarget {
  const [kind, id] = chosen.split(':') as ['agent' | 'team', string]
  return { kind, id }
}
