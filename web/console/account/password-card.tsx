import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { asApiError } from '../../shared/api.ts'
import { ErrorAlert, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { sessionsKey } from './sessions.ts'

interface Fields {
  current: string
  next: string
  again: string
}

/** The server's least length. */
export const MIN_PASSWORD = 10

/** One's own password. */
export function PasswordCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { done } = useNotes()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()

  async function save({ current, next }: Fields): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await api.post<undefined>('/me/password', { current, next })
      form.resetFields()
      done(t('account.changed'))
      await client.invalidateQueries({ queryKey: sessionsKey('/me') })
    } catch (thrown) {
      if (WRONG.has(asApiError(thrown).code)) form.setFields([{ name: 'current', errors: [t('error.password_wrong')] }])
      else setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className="card">
      <h2>{t('account.password')}</h2>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('account.password_about')}
      </p>
      {error === undefined ? null : <ErrorAlert error={error} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={fields => void save(fields)}>
        <CurrentPasswordField name="current" />
        <NewPasswordFields name="next" />
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('account.change')}
        </Button>
      </Form>
    </section>
  )
}

/** One's own password as it is, for one's own account, which password managers have to know. */
export function CurrentPasswordField({ name, autoFocus }: { name: string; autoFocus?: boolean }): ReactNode {
  const { t } = useConsoleWords()
  const { me } = useSession()
  return (
    <>
      <input type="email" autoComplete="username" value={me.email} readOnly hidden />
      <Form.Item
        name={name}
        label={t('account.current')}
        rules={[{ required: true, message: t('sign_in.password_needed') }]}
      >
        <Input.Password autoComplete="current-password" autoFocus={autoFocus} />
      </Form.Item>
    </>
  )
}

/** A new password, twice; the second is called `again`. */
export function NewPasswordFields({ name }: { name: string }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <>
      <Form.Item
        name={name}
        label={t('account.next')}
        extra={t('account.next_hint', { min: MIN_PASSWORD })}
        rules={[{ required: true, min: MIN_PASSWORD, message: t('account.next_short', { min: MIN_PASSWORD }) }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('account.again')}
        dependencies={[name]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue(name) ? Promise.resolve() : Promise.reject(new Error(t('account.differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  )
}

const WRONG: ReadonlySet<string> = new Set(['password_wrong', 'bad_credentials'])
