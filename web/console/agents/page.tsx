import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { Loaded, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { AgentDrawer } from './agent-drawer.tsx'
import { AgentTable } from './agent-table.tsx'
import { AGENTS, type Agent, fetchStaff } from './agents.ts'
import { type Handed, LinkOnce } from './link-once.tsx'
import { RoutingCard } from './routing-card.tsx'
import { SignInCard } from './sign-in-card.tsx'
import { fetchTeams, TEAMS } from './teams.ts'
import { TeamsCard } from './teams-card.tsx'

/** Who answers, in which role, in which teams, with which skills, and how many conversations at a time. */
export function AgentsPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const query = useQuery({ queryKey: AGENTS, queryFn: () => fetchStaff(api), refetchInterval: 15_000 })
  const teams = useQuery({ queryKey: TEAMS, queryFn: () => fetchTeams(api) }).data?.teams ?? []
  const [target, setTarget] = useState<Agent | 'new'>()
  const [link, setLink] = useState<Handed>()
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
        {staff => (
          <>
            <AgentTable staff={staff} teams={teams} onOpen={setTarget} onLink={setLink} />
            <TeamsCard teams={teams} agents={staff.agents} />
          </>
        )}
      </Loaded>
      {can('settings:read') ? <RoutingCard /> : null}
      <SignInCard />
      <AgentDrawer target={target} onClose={() => setTarget(undefined)} onLink={setLink} />
      <LinkOnce link={link} onClose={() => setLink(undefined)} />
    </div>
  )
}
