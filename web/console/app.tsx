import { Skeleton } from 'antd'
import { lazy, type ReactNode, Suspense } from 'react'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { EmptyState } from '../shared/page-parts.tsx'
import { type Permission, useSession } from '../shared/session.ts'
import { SessionGate } from '../shared/session-gate.tsx'
import { ConsoleFrame } from './frame.tsx'
import { useConsoleWords } from './words.ts'

const OverviewPage = lazy(() => import('./overview/page.tsx').then(page => ({ default: page.OverviewPage })))
const KnowledgePage = lazy(() => import('./knowledge/page.tsx').then(page => ({ default: page.KnowledgePage })))
const SourcesPage = lazy(() => import('./sources/page.tsx').then(page => ({ default: page.SourcesPage })))
const SourcePage = lazy(() => import('./sources/source-page.tsx').then(page => ({ default: page.SourcePage })))
const CoveragePage = lazy(() => import('./coverage/page.tsx').then(page => ({ default: page.CoveragePage })))
const TryPage = lazy(() => import('./try/page.tsx').then(page => ({ default: page.TryPage })))
const IntentsPage = lazy(() => import('./intents/page.tsx').then(page => ({ default: page.IntentsPage })))
const BotPage = lazy(() => import('./bot/page.tsx').then(page => ({ default: page.BotPage })))
const HandoverPage = lazy(() => import('./handover/page.tsx').then(page => ({ default: page.HandoverPage })))
const WidgetPage = lazy(() => import('./widget/page.tsx').then(page => ({ default: page.WidgetPage })))
const AgentsPage = lazy(() => import('./agents/page.tsx').then(page => ({ default: page.AgentsPage })))
const AuditPage = lazy(() => import('./audit/page.tsx').then(page => ({ default: page.AuditPage })))
const WelcomePage = lazy(() => import('./welcome/page.tsx').then(page => ({ default: page.WelcomePage })))
const ToolsPage = lazy(() => import('./tools/page.tsx').then(page => ({ default: page.ToolsPage })))
const PrivacyPage = lazy(() => import('./privacy/page.tsx').then(page => ({ default: page.PrivacyPage })))
const AccountPage = lazy(() => import('./account/page.tsx').then(page => ({ default: page.AccountPage })))

export function ConsoleApp(): ReactNode {
  // Whoever has a one-time link is not signed in yet, or as somebody else.
  if (useLocation().pathname !== '/welcome') return <SignedInApp />
  return (
    <Suspense fallback={<Skeleton active />}>
      <WelcomePage />
    </Suspense>
  )
}

function SignedInApp(): ReactNode {
  const { t } = useConsoleWords()
  return (
    <SessionGate hint={t('sign_in.hint_console')}>
      <ConsoleFrame>
        <Suspense fallback={<Skeleton active />}>
          <Routes>
            <Route index element={<First />} />
            <Route path="knowledge" element={<Allowed to="knowledge:read" page={<KnowledgePage />} />} />
            <Route path="sources" element={<Allowed to="knowledge:read" page={<SourcesPage />} />} />
            <Route path="sources/:id" element={<Allowed to="knowledge:read" page={<SourcePage />} />} />
            <Route path="coverage" element={<Allowed to="knowledge:read" page={<CoveragePage />} />} />
            <Route path="try" element={<Allowed to="knowledge:read" page={<TryPage />} />} />
            <Route path="intents" element={<Allowed to="nlu:read" page={<IntentsPage />} />} />
            <Route path="bot" element={<Allowed to="settings:read" page={<BotPage />} />} />
            <Route path="handover" element={<Allowed to="settings:read" page={<HandoverPage />} />} />
            <Route path="widget" element={<Allowed to="settings:read" page={<WidgetPage />} />} />
            <Route path="agents" element={<Allowed to="agents:read" page={<AgentsPage />} />} />
            <Route path="audit" element={<Allowed to="audit:read" page={<AuditPage />} />} />
            <Route path="tools" element={<Allowed to="conversations:read" page={<ToolsPage />} />} />
            <Route path="privacy" element={<Allowed to="privacy:write" page={<PrivacyPage />} />} />
            <Route path="account" element={<AccountPage />} />
            <Route
              path="*"
              element={
                <EmptyState title={t('app.not_found')} action={<a href="/console">{t('app.not_found_link')}</a>} />
              }
            />
          </Routes>
        </Suspense>
      </ConsoleFrame>
    </SessionGate>
  )
}

/** The overview; for accounts that may not see it, the first page that they may. */
function First(): ReactNode {
  const { can } = useSession()
  if (can('overview:read')) return <OverviewPage />
  return <Navigate to={can('knowledge:read') ? '/knowledge' : '/account'} replace />
}

/** The page, or a word that the account may not see it. */
function Allowed({ to, page }: { to: Permission; page: ReactNode }): ReactNode {
  const { t } = useConsoleWords()
  return useSession().can(to) ? page : <EmptyState title={t('app.no_permission')} />
}
