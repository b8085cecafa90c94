import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { EmptyState } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { SessionGate } from '../shared/session-gate.tsx'
import { Desk } from './desk.tsx'
import { LiveProvider } from './live.tsx'
import { WallPage } from './wall-page.tsx'
import { useDeskWords } from './words.ts'

export function DeskApp(): ReactNode {
  const { t } = useDeskWords()
  return (
    <SessionGate hint={t('sign_in.hint_desk')}>
      <Allowed />
    </SessionGate>
  )
}

function Allowed(): ReactNode {
  const { t } = useDeskWords()
  const { can, me } = useSession()
  if (!can('conversations:read'))
    return <EmptyState title={t('app.no_permission')} action={<a href="/console">{t('session.to_console')}</a>} />
  return (
    <LiveProvider key={me.id}>
      <Routes>
        <Route path="c/:id/details" element={<Desk pane="details" />} />
        <Route path="c/:id" element={<Desk pane="conversation" />} />
        {can('conversations:supervise') ? <Route path="wall" element={<WallPage />} /> : null}
        <Route path="*" element={<Desk pane="list" />} />
      </Routes>
    </LiveProvider>
  )
}
