import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { HandoverSettings } from '../../../src/dialog/handover/settings.ts'
import { ErrorAlert, Loaded, PageHead, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { SaveBar } from '../save-bar.tsx'
import { useConsoleWords } from '../words.ts'
import { BuiltInCard } from './built-in-card.tsx'
import { DryRunCard } from './dry-run-card.tsx'
import { fetchHandover, HANDOVER, saveHandover } from './handover.ts'
import { RuleList } from './rule-list.tsx'
import { TryCard } from './try-card.tsx'
import './handover.css'

/** When a person takes over: common cases, a company's own rules, and what a change would do. */
export function HandoverPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({
    queryKey: HANDOVER,
    queryFn: () => fetchHandover(api),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <div>
      <PageHead title={t('nav.handover')} about={t('handover.about')} />
      <Loaded query={query}>{stored => <Editor key={query.dataUpdatedAt} stored={stored} />}</Loaded>
    </div>
  )
}

function Editor({ stored }: { stored: HandoverSettings }): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const { done } = useNotes()
  const client = useQueryClient()
  const [draft, setDraft] = useState(stored)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const editable = can('settings:write')
  const change = (part: Partial<HandoverSettings>) => setDraft(before => ({ ...before, ...part }))

  async function save(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      client.setQueryData(HANDOVER, await saveHandover(api, draft))
      done(t('handover.saved'))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="handover-grid">
      <div className="stack" style={{ gap: 16 }}>
        {error === undefined ? null : <ErrorAlert error={error} />}
        <RuleList settings={draft} disabled={!editable} onChange={rules => change({ rules })} />
        <BuiltInCard settings={draft} disabled={!editable} onChange={change} />
        {editable ? <DryRunCard settings={draft} /> : null}
      </div>
      <aside className="handover-side">
        <TryCard settings={draft} />
      </aside>
      {draft === stored ? null : <SaveBar busy={busy} onDiscard={() => setDraft(stored)} onSave={() => void save()} />}
    </div>
  )
}
