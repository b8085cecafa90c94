import { ArrowLeftOutlined, CheckCircleOutlined } from '@ant-design/icons'
import { Button, InputNumber, Skeleton, Space } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { Link } from 'react-router'
import type { Wall } from '../../src/protocol.ts'
import { EmptyState, useNotes } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { BrandMark, LanguageSwitch, ThemeSwitch } from '../shared/switches.tsx'
import { formatWait, waitLevel } from '../shared/time.ts'
import { useNow } from './clock.ts'
import { ConnectionBar } from './connection-bar.tsx'
import { visitorName } from './lists.ts'
import { useDesk, useDeskClient } from './live.tsx'
import { useDeskWords } from './words.ts'

/** For supervisors: who waits, for whom and how long; who is there. Live by the desk's socket; waits tick here. */
export function WallPage(): ReactNode {
  const { t } = useDeskWords()
  const client = useDeskClient()
  const shown = useDesk(state => state.wall)
  useEffect(() => {
    client.watchWall(true)
    return () => client.watchWall(false)
  }, [client])
  useEffect(() => {
    document.title = `${t('wall.title')} · ${t('app.name')}`
  }, [t])
  return (
    <div className="desk">
      <ConnectionBar />
      <header className="desk-top">
        <BrandMark part={t('wall.title')} />
        <span className="grow" />
        <span className="wide-only">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
        <Link to="/" title={t('wall.back')}>
          <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('wall.back')}>
            <span className="wide-only">{t('wall.back')}</span>
          </Button>
        </Link>
      </header>
      {shown === undefined ? (
        <Skeleton active style={{ padding: 24 }} />
      ) : (
        <main className="wall">
          <Figures wall={shown.wall} at={shown.at} />
          <div className="wall-columns">
            <Unanswered wall={shown.wall} at={shown.at} />
            <div>
              <Teams wall={shown.wall} at={shown.at} />
              <Agents wall={shown.wall} />
            </div>
          </div>
        </main>
      )}
    </div>
  )
}

interface Part {
  wall: Wall
  /** When it was told, ms. */
  at: number
}

/** A wait that goes on since it was told; that of nobody stays zero. */
function useWait(at: number): (waitedMs: number) => number {
  const now = useNow()
  return waitedMs => (waitedMs === 0 ? 0 : waitedMs + Math.max(0, now - at))
}

function Figures({ wall, at }: Part): ReactNode {
  const { t, language } = useDeskWords()
  const wait = useWait(at)(wall.longestWaitMs)
  const online = wall.agents.filter(agent => agent.present && agent.availability === 'online')
  const free = online.reduce((sum, agent) => sum + Math.max(0, agent.capacity - agent.load), 0)
  const level = wall.waiting === 0 ? 'calm' : waitLevel(wait, wall.firstReplySeconds * 1000)
  const figure = (name: string, value: ReactNode, more = '') => (
    <div className={`card wall-figure ${more}`}>
      <span className="small muted">{name}</span>
      <strong className="num">{value}</strong>
    </div>
  )
  return (
    <div className="wall-figures">
      {figure(t('wall.waiting'), wall.waiting, level)}
      {figure(t('wall.longest'), wall.waiting === 0 ? '–' : formatWait(wait, language), level)}
      {figure(t('wall.online'), `${online.length} / ${wall.agents.length}`, online.length === 0 ? 'warn' : '')}
      {figure(t('wall.free'), free, free === 0 && wall.waiting > 0 ? 'warn' : '')}
    </div>
  )
}

/** A row changes its colour at half of the target: before it is late. */
function Unanswered({ wall, at }: Part): ReactNode {
  const { t, language } = useDeskWords()
  const wait = useWait(at)
  return (
    <section className="card" aria-label={t('wall.unanswered')}>
      <div className="row wrap" style={{ marginBottom: 8 }}>
        <h2 className="card-title grow" style={{ margin: 0 }}>
          {t('wall.unanswered')}
        </h2>
        <Target seconds={wall.firstReplySeconds} />
      </div>
      {wall.unanswered.length === 0 ? (
        <EmptyState icon={<CheckCircleOutlined />} title={t('wall.unanswered.none')} />
      ) : (
        <ul className="wall-list">
          {wall.unanswered.map(one => {
            const ms = wait(one.waitedMs)
            const level = waitLevel(ms, wall.firstReplySeconds * 1000)
            const contact = { id: one.contactId, ...(one.contactName === undefined ? {} : { name: one.contactName }) }
            return (
              <li key={one.conversationId}>
                <Link className={level} to={`/c/${one.conversationId}?tab=queue`}>
                  <strong className="grow ellipsis">{visitorName(contact, t('desk.stranger'))}</strong>
                  <span className="tag wide-only">{t(`reason.${one.reason}`)}</span>
                  {one.teamName === undefined ? null : <span className="tag ellipsis">{one.teamName}</span>}
                  {one.agentName === undefined ? null : <span className="small muted ellipsis">{one.agentName}</span>}
                  <span className={`waiting num ${level}`}>{formatWait(ms, language)}</span>
                </Link>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

/** The target, to be changed where one may change settings. */
function Target({ seconds }: { seconds: number }): ReactNode {
  const { t } = useDeskWords()
  const { api, can } = useSession()
  const { done, failed } = useNotes()
  const [value, setValue] = useState<number | null>(seconds)
  useEffect(() => setValue(seconds), [seconds])
  if (!can('settings:write')) return <span className="small muted">{t('wall.unanswered.what', { seconds })}</span>
  const save = () => {
    if (value === null || value === seconds) return setValue(seconds)
    api
      .put('/desk-settings', { settings: { firstReplySeconds: value } })
      .then(() => done(t('wall.target.saved', { seconds: value })), failed)
  }
  return (
    <Space size={6}>
      <span className="small muted">{t('wall.target')}</span>
      <InputNumber
        size="small"
        min={5}
        max={86_400}
        precision={0}
        value={value}
        style={{ width: 84 }}
        suffix={t('wall.target.seconds')}
        aria-label={t('wall.target')}
        onChange={setValue}
        onBlur={save}
        onPressEnter={save}
      />
    </Space>
  )
}

function Teams({ wall, at }: Part): ReactNode {
  const { t, language } = useDeskWords()
  const wait = useWait(at)
  if (wall.teams.length === 0) return null
  return (
    <section className="card" aria-label={t('wall.teams')}>
      <h2>{t('wall.teams')}</h2>
      <ul className="wall-list">
        {wall.teams.map(team => {
          const ms = wait(team.longestWaitMs)
          return (
            <li key={team.id ?? 'none'} className="row">
              <span className="grow ellipsis">{team.name ?? t('wall.no_team')}</span>
              {team.id === undefined ? null : (
                <span className="small muted">{t('wall.team_online', { count: team.online })}</span>
              )}
              {team.waiting === 0 ? null : (
                <span className={`waiting num ${waitLevel(ms, wall.firstReplySeconds * 1000)}`}>
                  {formatWait(ms, language)}
                </span>
              )}
              <b className={team.waiting === 0 ? 'count num' : 'count alert num'}>{team.waiting}</b>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Who can take somebody stands first. */
function Agents({ wall }: { wall: Wall }): ReactNode {
  const { t } = useDeskWords()
  const rank = (agent: Wall['agents'][number]) =>
    agent.present ? ['online', 'busy', 'away', 'offline'].indexOf(agent.availability) : 4
  const agents = [...wall.agents].sort((a, b) => rank(a) - rank(b))
  return (
    <section className="card" aria-label={t('wall.agents')}>
      <h2>{t('wall.agents')}</h2>
      <ul className="wall-list">
        {agents.map(agent => {
          const availability = agent.present ? agent.availability : 'offline'
          const share = agent.capacity === 0 ? 1 : Math.min(1, agent.load / agent.capacity)
          return (
            <li key={agent.id} className="row">
              <i className={`dot ${availability}`} />
              <span className="grow ellipsis">{agent.name}</span>
              <span className="small muted">{t(`availability.${availability}`)}</span>
              <span className="wall-load" aria-hidden>
                <i className={share >= 1 ? 'full' : ''} style={{ width: `${share * 100}%` }} />
              </span>
              <span className="small muted num">{t('wall.held', { load: agent.load, capacity: agent.capacity })}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
