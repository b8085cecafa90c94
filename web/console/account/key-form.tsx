import { Checkbox, Form, Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { type ConsoleKey, useConsoleWords } from '../words.ts'
import { consoleZh } from '../words.zh.ts'
import { type MadeKey, makeApiKey } from './api-keys.ts'

interface Props {
  open: boolean
  /** What the signed-in agent can give to a key. */
  grantable: readonly string[]
  onMade(made: MadeKey): void
  onClose(): void
}

interface Fields {
  name: string
  permissions: string[]
  days: number
}

const LIVES = [30, 90, 365]
const FOR_EVER = 0
const START: Partial<Fields> = { permissions: ['nlu:read'], days: 365 }

export function KeyForm({ open, grantable, onMade, onClose }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const [form] = Form.useForm<Fields>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()

  async function make({ name, permissions, days }: Fields): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      onMade(await makeApiKey(api, { name: name.trim(), permissions, ...(days === FOR_EVER ? {} : { days }) }))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      open={open}
      title={t('keys.new')}
      okText={t('keys.new')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterClose={() => form.resetFields()}
      destroyOnHidden
    >
      {error === undefined ? null : <ErrorAlert error={error} />}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={START} onFinish={f => void make(f)}>
        <Form.Item
          name="name"
          label={t('keys.name')}
          extra={t('keys.name_hint')}
          rules={[{ required: true, whitespace: true, message: t('keys.name_needed') }]}
        >
          <Input maxLength={80} autoFocus />
        </Form.Item>
        <Form.Item
          name="permissions"
          label={t('keys.may')}
          rules={[{ required: true, type: 'array', min: 1, message: t('keys.may_needed') }]}
        >
          <Checkbox.Group
            style={{ display: 'grid', gap: 4 }}
            options={grantable.map(value => ({ value, label: permissionName(value, t) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={t('keys.lives')}>
          <Select
            options={[
              ...LIVES.map(days => ({ value: days, label: t('keys.lives_for', { count: days }) })),
              { value: FOR_EVER, label: t('keys.lives_ever') },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** In words; a permission that is newer than this catalogue by its own name. */
export function permissionName(permission: string, t: (key: ConsoleKey) => string): string {
  const key = `permission.${permission}`
  return key in consoleZh ? t(key as ConsoleKey) : permission
}
