import { MoreOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Badge, Button, Dropdown, Table, type TableColumnsType, Tag, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { AgentAvatar } from '../../shared/agent-avatar.tsx'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { AGENTS, type Agent, changeAgent, makeLink, resetSecondFactor, type Staff } from './agents.ts'
import type { Handed } from './link-once.tsx'
import type { Team } from './teams.ts'

interface Props {
  staff: Staff
  teams: readonly Team[]
  onOpen(agent: Agent): void
  onLink(link: Handed): void
}

const DOTS = { online: 'success', busy: 'warning', away: 'default', offline: 'default' } as const

export function AgentTable({ staff, teams, onOpen, onLink }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const phone = useIsPhone()
  const who: TableColumnsType<Agent>[number] = {
    title: t('agents.agent'),
    key: 'name',
    render: (_, agent) => <Who agent={agent} secured={staff.secured.includes(agent.id)} />,
  }
  const actions: TableColumnsType<Agent>[number] = {
    title: '',
    key: 'actions',
    width: 56,
    render: (_, agent) => (
      <AgentActions agent={agent} secured={staff.secured.includes(agent.id)} onOpen={onOpen} onLink={onLink} />
    ),
  }
  const columns: TableColumnsType<Agent> = [
    who,
    { title: t('agents.role'), key: 'role', width: 100, render: (_, agent) => t(`role.${agent.role}`) },
    {
      title: t('teams.title'),
      key: 'teams',
      width: 160,
      render: (_, agent) =>
        teams.filter(team => team.agentIds.includes(agent.id)).map(team => <Tag key={team.id}>{team.name}</Tag>),
    },
    {
      title: t('availability.label'),
      key: 'availability',
      width: 110,
      render: (_, agent) => <Badge status={DOTS[agent.availability]} text={t(`availability.${agent.availability}`)} />,
    },
    {
      title: t('agents.load'),
      key: 'load',
      width: 120,
      render: (_, agent) => (
        <span className="num">
          {agent.load} / {agent.capacity}
        </span>
      ),
    },
  ]
  const shown = phone ? [who] : columns
  return (
    <div className="card" style={{ padding: 0, overflow: 'hidden' }}>
      <Table
        rowKey="id"
        size="middle"
        tableLayout="fixed"
        columns={can('agents:write') ? [...shown, actions] : shown}
        dataSource={staff.agents}
        pagination={false}
      />
    </div>
  )
}

function Who({ agent, secured }: { agent: Agent; secured: boolean }): ReactNode {
  const { t } = useConsoleWords()
  const { me } = useSession()
  const about = [agent.displayName, agent.staffNumber, agent.email].filter(one => one !== null).join(' · ')
  return (
    <div className="row" style={{ opacity: agent.disabled ? 0.6 : 1, gap: 12 }}>
      <AgentAvatar name={agent.name} avatarId={agent.avatarId} />
      <div className="grow">
        <div className="row wrap" style={{ gap: 6 }}>
          <strong>{agent.name}</strong>
          {secured ? (
            <Tooltip title={t('factor.on')}>
              <SafetyCertificateOutlined style={{ color: 'var(--brand)' }} aria-label={t('factor.on')} />
            </Tooltip>
          ) : null}
          {agent.id === me.id ? <Tag>{t('agents.you')}</Tag> : null}
          {agent.invited && !agent.disabled ? <Tag color="gold">{t('agents.invited')}</Tag> : null}
          {agent.disabled ? <Tag>{t('agents.disabled')}</Tag> : null}
        </div>
        <div className="small muted ellipsis">{about}</div>
      </div>
    </div>
  )
}

function AgentActions(props: { agent: Agent; secured: boolean } & Pick<Props, 'onOpen' | 'onLink'>): ReactNode {
  const { agent, secured, onOpen, onLink } = props
  const { t } = useConsoleWords()
  const { me, api } = useSession()
  const { modal } = App.useApp()
  const { failed, done } = useNotes()
  const client = useQueryClient()
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work()
      await client.invalidateQueries({ queryKey: AGENTS })
    } catch (error) {
      failed(error)
    }
  }
  const link = () => act(async () => onLink({ ...(await makeLink(api, agent.id)).link, ...agent }))
  const resetFactor = () =>
    modal.confirm({
      title: t('factor.reset_title', { name: agent.name }),
      content: t('factor.reset_what'),
      okText: t('factor.reset'),
      okButtonProps: { danger: true },
      onOk: () =>
        act(async () => {
          await resetSecondFactor(api, agent.id)
          done(t('factor.was_reset', { name: agent.name }))
        }),
    })
  const disable = () =>
    modal.confirm({
      title: t('agents.disable_title', { name: agent.name }),
      content: t('agents.disable_what', { load: agent.load }),
      okText: t('agents.disable'),
      okButtonProps: { danger: true },
      onOk: () => act(() => changeAgent(api, agent.id, { disabled: true })),
    })
  const items = [
    { key: 'edit', label: t('app.edit'), onClick: () => onOpen(agent) },
    ...(agent.disabled
      ? []
      : [{ key: 'link', label: t(agent.invited ? 'link.again' : 'link.reset'), onClick: () => void link() }]),
    ...(secured ? [{ key: 'factor', label: t('factor.reset'), onClick: resetFactor }] : []),
    agent.disabled
      ? {
          key: 'enable',
          label: t('agents.enable'),
          onClick: () => void act(() => changeAgent(api, agent.id, { disabled: false })),
        }
      : { key: 'disable', label: t('agents.disable'), danger: true, disabled: agent.id === me.id, onClick: disable },
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items }} placement="bottomRight">
      <Button type="text" icon={<MoreOutlined />} aria-label={`${t('app.more')}: ${agent.name}`} />
    </Dropdown>
  )
}
