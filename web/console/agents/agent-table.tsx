import { MoreOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Badge, Button, Dropdown, Table, type TableColumnsType, Tag } from 'antd'
import type { ReactNode } from 'react'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { AGENTS, type Agent, changeAgent, resetPassword } from './agents.ts'
import type { NewPassword } from './password-once.tsx'

interface Props {
  agents: Agent[]
  onOpen(agent: Agent): void
  onPassword(password: NewPassword): void
}

const DOTS = { online: 'success', busy: 'warning', away: 'default', offline: 'default' } as const

export function AgentTable({ agents, onOpen, onPassword }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { me, can } = useSession()
  const phone = useIsPhone()
  const who: TableColumnsType<Agent>[number] = {
    title: t('agents.agent'),
    key: 'name',
    render: (_, agent) => (
      <div style={{ opacity: agent.disabled ? 0.6 : 1 }}>
        <div className="row wrap">
          <strong>{agent.name}</strong>
          {agent.id === me.id ? <Tag>{t('agents.you')}</Tag> : null}
          {agent.disabled ? <Tag>{t('agents.disabled')}</Tag> : null}
        </div>
        <div className="small muted ellipsis">{agent.email}</div>
      </div>
    ),
  }
  const actions: TableColumnsType<Agent>[number] = {
    title: '',
    key: 'actions',
    width: 56,
    render: (_, agent) => <AgentActions agent={agent} onOpen={onOpen} onPassword={onPassword} />,
  }
  const columns: TableColumnsType<Agent> = [
    who,
    { title: t('agents.role'), key: 'role', width: 100, render: (_, agent) => t(`role.${agent.role}`) },
    {
      title: t('availability.label'),
      key: 'availability',
      width: 120,
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
        dataSource={agents}
        pagination={false}
      />
    </div>
  )
}

function AgentActions({ agent, onOpen, onPassword }: { agent: Agent } & Omit<Props, 'agents'>): ReactNode {
  const { t } = useConsoleWords()
  const { me, api } = useSession()
  const { modal } = App.useApp()
  const { failed } = useNotes()
  const client = useQueryClient()
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work()
      await client.invalidateQueries({ queryKey: AGENTS })
    } catch (error) {
      failed(error)
    }
  }
  const reset = () =>
    modal.confirm({
      title: t('agents.reset_title', { name: agent.name }),
      content: t('agents.reset_what'),
      okText: t('agents.reset'),
      onOk: () =>
        act(async () => onPassword({ ...(await resetPassword(api, agent.id)), name: agent.name, email: agent.email })),
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
    { key: 'reset', label: t('agents.reset'), onClick: reset },
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
