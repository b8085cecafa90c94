import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal, Select, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import type { Agent } from './agents.ts'
import { removeTeam, saveTeam, TEAMS, type Team } from './teams.ts'

interface Props {
  teams: readonly Team[]
  agents: readonly Agent[]
}

/** Teams and who is in them. */
export function TeamsCard({ teams, agents }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const [target, setTarget] = useState<Team | 'new'>()
  const write = can('agents:write')
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <div className="row wrap" style={{ justifyContent: 'space-between' }}>
        <h2 style={{ margin: 0, fontSize: 16 }}>{t('teams.title')}</h2>
        {write ? (
          <Button icon={<PlusOutlined />} onClick={() => setTarget('new')}>
            {t('teams.new')}
          </Button>
        ) : null}
      </div>
      <p className="muted">{t('teams.about')}</p>
      <ul className="plain-list">
        {teams.map(team => (
          <li key={team.id} className="row wrap">
            <strong style={{ minWidth: 120 }}>{team.name}</strong>
            <span className="grow">
              {team.agentIds.length === 0 ? <span className="muted">{t('teams.empty')}</span> : null}
              {agents
                .filter(agent => team.agentIds.includes(agent.id))
                .map(agent => (
                  <Tag key={agent.id}>{agent.name}</Tag>
                ))}
            </span>
            {write ? <TeamButtons team={team} onEdit={() => setTarget(team)} /> : null}
          </li>
        ))}
      </ul>
      <TeamDialog target={target} agents={agents} onClose={() => setTarget(undefined)} />
    </section>
  )
}

function TeamButtons({ team, onEdit }: { team: Team; onEdit(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { modal } = App.useApp()
  const { failed } = useNotes()
  const client = useQueryClient()
  const remove = () =>
    modal.confirm({
      title: t('teams.delete_title', { name: team.name }),
      content: t('teams.delete_what'),
      okText: t('app.delete'),
      okButtonProps: { danger: true },
      async onOk() {
        try {
          await removeTeam(api, team.id)
          await client.invalidateQueries({ queryKey: TEAMS })
        } catch (error) {
          failed(error)
        }
      },
    })
  return (
    <span>
      <Button type="text" size="small" onClick={onEdit} aria-label={`${t('app.edit')}: ${team.name}`}>
        {t('app.edit')}
      </Button>
      <Button type="text" size="small" danger onClick={remove} aria-label={`${t('app.delete')}: ${team.name}`}>
        {t('app.delete')}
      </Button>
    </span>
  )
}

interface DialogProps {
  target: Team | 'new' | undefined
  agents: readonly Agent[]
  onClose(): void
}

function TeamDialog({ target, agents, onClose }: DialogProps): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const [form] = Form.useForm<Omit<Team, 'id'>>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const isNew = target === 'new'
  const close = () => {
    setError(undefined)
    onClose()
  }
  async function save({ name, agentIds }: Omit<Team, 'id'>): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await saveTeam(api, { name: name.trim(), agentIds, ...(isNew || !target ? {} : { id: target.id }) })
      await client.invalidateQueries({ queryKey: TEAMS })
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open={target !== undefined}
      title={isNew ? t('teams.new') : t('teams.edit')}
      okText={t('app.save')}
      cancelText={t('app.cancel')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={close}
      destroyOnHidden
    >
      {error === undefined ? null : <ErrorAlert error={error} />}
      {target === undefined ? null : (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={isNew ? { name: '', agentIds: [] } : target}
          onFinish={fields => void save(fields)}
        >
          <Form.Item
            name="name"
            label={t('teams.name')}
            rules={[{ required: true, whitespace: true, message: t('teams.name_needed') }]}
          >
            <Input maxLength={60} autoFocus />
          </Form.Item>
          <Form.Item name="agentIds" label={t('teams.members')}>
            <Select
              mode="multiple"
              optionFilterProp="label"
              options={agents.filter(one => !one.disabled).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        </Form>
      )}
    </Modal>
  )
}
