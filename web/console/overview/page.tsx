import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Loaded, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { BotCard } from './bot-card.tsx'
import { fetchOverview, type Overview } from './overview.ts'
import { RunsCard } from './runs-card.tsx'
import { StepsCard } from './steps-card.tsx'
import { UnansweredCard } from './unanswered-card.tsx'

/** The first screen: what runs, how well it answers, what is unanswered, and what to do next. */
export function OverviewPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({ queryKey: ['overview'], queryFn: () => fetchOverview(api), refetchInterval: 30_000 })
  return (
    <div>
      <PageHead title={t('nav.overview')} about={t('overview.about')}>
        {query.data ? (
          <Button href={`/chat/${query.data.inboxId}`} target="_blank">
            {t('overview.open_chat')}
          </Button>
        ) : null}
      </PageHead>
      <Loaded query={query}>{overview => <Cards overview={overview} />}</Loaded>
    </div>
  )
}

function Cards({ overview }: { overview: Overview }): ReactNode {
  const { t } = useConsoleWords()
  const { open, waiting, assigned, resolvedToday } = overview.conversations
  return (
    <>
      <div className="tiles">
        <Tile label={t('overview.waiting')} value={waiting} tab="queue" alert={waiting > 0} />
        <Tile label={t('overview.assigned')} value={assigned} tab="open" />
        <Tile label={t('overview.open')} value={open} tab="open" />
        <Tile label={t('overview.resolved')} value={resolvedToday} tab="resolved" />
      </div>
      <div className="columns">
        <div className="stack" style={{ gap: 16 }}>
          <BotCard counts={overview.bot} />
          <UnansweredCard list={overview.unanswered} />
        </div>
        <div className="stack" style={{ gap: 16 }}>
          <StepsCard overview={overview} />
          <RunsCard overview={overview} />
        </div>
      </div>
    </>
  )
}

/** A number that leads to what it counts. */
function Tile({ label, value, tab, alert }: { label: string; value: number; tab: string; alert?: boolean }): ReactNode {
  const { can } = useSession()
  const body = (
    <>
      <span className="label">{label}</span>
      <b className="num" style={alert ? { color: 'var(--warn)' } : undefined}>
        {value}
      </b>
    </>
  )
  if (!can('conversations:read')) return <div className="card tile">{body}</div>
  return (
    <a className="card tile" href={`/desk?tab=${tab}`}>
      {body}
    </a>
  )
}
