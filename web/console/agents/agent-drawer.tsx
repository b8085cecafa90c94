import { useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, InputNumber, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { type Role, useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { AGENTS, type Agent, addAgent, changeAgent, type NewAgent, ROLES } from './agents.ts'
import type { NewPassword } from './password-once.tsx'

interface Props {
  target: Agent | 'new' | undefined
  onClose(): void
  onPassword(password: NewPassword): void
}

/** Adds an agent (his password is made by the server), or changes name, role and capacity. */
export function AgentDrawer({ target, onClose, onPassword }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const [form] = Form.useForm<NewAgent>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const isNew = target === 'new'
  const close = () => {
    setError(undefined)
    onClose()
  }
  async function save(fields: NewAgent): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      const { name, email, role, capacity } = fields
      if (isNew) {
        const { password } = await addAgent(api, { name, email, role, capacity })
        onPassword({ name, email, password })
      } else if (target) await changeAgent(api, target.id, { name, role, capacity })
      await client.invalidateQueries({ queryKey: AGENTS })
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer
      open={target !== undefined}
      onClose={close}
      destroyOnHidden
      size={440}
      title={isNew ? t('agents.new') : target?.name}
      footer={
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={close}>{t('app.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('app.save')}
          </Button>
        </div>
      }
    >
      {error === undefined ? null : <ErrorAlert error={error} />}
      {target === undefined ? null : (
        <AgentForm form={form} initial={isNew ? EMPTY : target} isNew={isNew} onFinish={fields => void save(fields)} />
      )}
    </Drawer>
  )
}

interface FormProps {
  form: ReturnType<typeof Form.useForm<NewAgent>>[0]
  initial: NewAgent
  isNew: boolean
  onFinish(fields: NewAgent): void
}

function AgentForm({ form, initial, isNew, onFinish }: FormProps): ReactNode {
  const { t } = useConsoleWords()
  const { me } = useSession()
  const role: Role = Form.useWatch('role', form) ?? initial.role
  const roles = ROLES.filter(one => one !== 'owner' || me.role === 'owner')
  return (
    <Form form={form} layout="vertical" initialValues={initial} onFinish={onFinish}>
      <Form.Item
        name="name"
        label={t('agents.name')}
        extra={t('agents.name_hint')}
        rules={[{ required: true, whitespace: true, message: t('agents.name_needed') }]}
      >
        <Input autoFocus={isNew} maxLength={80} />
      </Form.Item>
      {isNew ? (
        <Form.Item
          name="email"
          label={t('sign_in.email')}
          rules={[
            { required: true, message: t('sign_in.email_needed') },
            { type: 'email', message: t('agents.email_bad') },
          ]}
        >
          <Input type="email" autoComplete="off" />
        </Form.Item>
      ) : null}
      <Form.Item name="role" label={t('agents.role')} extra={t(`role.${role}.what`)}>
        <Segmented options={roles.map(value => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="capacity"
        label={t('agents.capacity')}
        extra={t('agents.capacity_hint')}
        rules={[{ required: true, message: t('agents.capacity_needed') }]}
      >
        <InputNumber min={0} max={1000} precision={0} />
      </Form.Item>
    </Form>
  )
}

const EMPTY: NewAgent = { name: '', email: '', role: 'agent', capacity: 5 }
