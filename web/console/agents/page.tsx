import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { Loaded, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { AgentDrawer } from './agent-drawer.tsx'
import { AgentTable } from './agent-table.tsx'
import { AGENTS, type Agent, fetchAgents } from './agents.ts'
import { type NewPassword, PasswordOnce } from './password-once.tsx'
import { RoutingCard } from './routing-card.tsx'

/** Who answers, in which role, and how many conversations at a time. */
export function AgentsPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const query = useQuery({ queryKey: AGENTS, queryFn: () => fetchAgents(api), refetchInterval: 15_000 })
  const [target, setTarget] = useState<Agent | 'new'>()
  const [password, setPassword] = useState<NewPassword>()
  return (
    <div>
      <PageHead title={t('nav.agents')} about={t('agents.about')}>
        {can('agents:write') ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setTarget('new')}>
            {t('agents.new')}
          </Button>
        ) : null}
      </PageHead>
      <Loaded query={query}>
        {agents => <AgentTable agents={agents} onOpen={setTarget} onPassword={setPassword} />}
      </Loaded>
      {can('settings:read') ? <RoutingCard /> : null}
      <AgentDrawer target={target} onClose={() => setTarget(undefined)} onPassword={setPassword} />
      <PasswordOnce password={password} onClose={() => setPassword(undefined)} />
    </div>
  )
}
