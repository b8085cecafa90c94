import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Form, Tabs } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { SessionList } from '../account/session-list.tsx'
import { useConsoleWords } from '../words.ts'
import { AccountFields, type AgentFields, fieldsOf, SkillFields } from './agent-form.tsx'
import { AGENTS, type Agent, changeAgent, inviteAgent } from './agents.ts'
import { AvatarField } from './avatar-field.tsx'
import { HoursField } from './hours-field.tsx'
import type { Handed } from './link-once.tsx'
import { fetchTeams, knownSkills, saveSkills, TEAMS } from './teams.ts'

interface Props {
  target: Agent | 'new' | undefined
  onClose(): void
  onLink(link: Handed): void
}

/** Invites an agent, or changes all that is known of one. */
export function AgentDrawer({ target, onClose, onLink }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const [form] = Form.useForm<AgentFields>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const isNew = target === 'new'
  const close = () => {
    setError(undefined)
    onClose()
  }
  async function save(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      // With those of tabs that were never opened.
      const fields: AgentFields = { ...form.getFieldsValue(true) }
      if (isNew) {
        const { name, email, role, capacity } = fields
        onLink({ name, email, ...(await inviteAgent(api, { name, email, role, capacity })).link })
      } else if (target) await saveAgent(target.id, fields)
      await Promise.all([AGENTS, TEAMS].map(queryKey => client.invalidateQueries({ queryKey })))
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  async function saveAgent(id: string, fields: AgentFields): Promise<void> {
    const { name, displayName, staffNumber, role, capacity, workingHours, languages, skills } = fields
    const named = { name, displayName: displayName?.trim() || null, staffNumber: staffNumber?.trim() || null }
    await changeAgent(api, id, { ...named, role, capacity, workingHours })
    await saveSkills(api, id, { languages, skills: skills.filter(one => one.skill.trim() !== '') })
  }
  return (
    <Drawer
      open={target !== undefined}
      onClose={close}
      destroyOnHidden
      size={480}
      title={isNew ? t('agents.new') : target?.name}
      footer={
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={close}>{t('app.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {isNew ? t('agents.invite') : t('app.save')}
          </Button>
        </div>
      }
    >
      {error === undefined ? null : <ErrorAlert error={error} />}
      {target === undefined ? null : <AgentForm form={form} target={target} onFinish={() => void save()} />}
    </Drawer>
  )
}

interface FormProps {
  form: ReturnType<typeof Form.useForm<AgentFields>>[0]
  target: Agent | 'new'
  onFinish(): void
}

function AgentForm({ form, target, onFinish }: FormProps): ReactNode {
  const { api } = useSession()
  const teams = useQuery({ queryKey: TEAMS, queryFn: () => fetchTeams(api) })
  if (teams.data === undefined) return null
  const known = knownSkills(teams.data)
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={fieldsOf(target, target === 'new' ? undefined : teams.data.agents[target.id])}
      onFinish={onFinish}
    >
      {target === 'new' ? <AccountFields isNew /> : <AgentTabs agent={target} known={known} />}
    </Form>
  )
}

function AgentTabs({ agent, known }: { agent: Agent; known: readonly string[] }): ReactNode {
  const { t } = useConsoleWords()
  const client = useQueryClient()
  const [avatarId, setAvatarId] = useState(agent.avatarId)
  const changed = (id: string | null) => {
    setAvatarId(id)
    void client.invalidateQueries({ queryKey: AGENTS })
  }
  return (
    <Tabs
      items={[
        {
          key: 'account',
          label: t('agents.tab_account'),
          forceRender: true,
          children: (
            <>
              <AvatarField owner={`/agents/${agent.id}`} name={agent.name} avatarId={avatarId} onChanged={changed} />
              <AccountFields isNew={false} />
            </>
          ),
        },
        {
          key: 'skills',
          label: t('agents.tab_skills'),
          forceRender: true,
          children: <SkillFields known={known} />,
        },
        {
          key: 'hours',
          label: t('agents.tab_hours'),
          forceRender: true,
          children: (
            <Form.Item name="workingHours" extra={t('hours.hint')}>
              <HoursField />
            </Form.Item>
          ),
        },
        { key: 'sessions', label: t('agents.tab_sessions'), children: <SessionList owner={`/agents/${agent.id}`} /> },
      ]}
    />
  )
}
