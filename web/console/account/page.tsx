import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { asApiError } from '../../shared/api.ts'
import { ErrorAlert, PageHead, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { ApiKeysCard } from './api-keys-card.tsx'

interface Fields {
  current: string
  next: string
  again: string
}

const MIN_PASSWORD = 10

/** One's own password, and the keys of programs. */
export function AccountPage(): ReactNode {
  const { t } = useConsoleWords()
  const { me, api, can } = useSession()
  const { done } = useNotes()
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
    } catch (thrown) {
      if (WRONG.has(asApiError(thrown).code)) form.setFields([{ name: 'current', errors: [t('error.password_wrong')] }])
      else setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div>
      <PageHead title={t('nav.account')} about={`${me.name} · ${me.email} · ${t(`role.${me.role}`)}`} />
      <div className="card" style={{ maxWidth: 440 }}>
        <h2>{t('account.password')}</h2>
        {error === undefined ? null : <ErrorAlert error={error} />}
        <Form form={form} layout="vertical" requiredMark={false} onFinish={fields => void save(fields)}>
          <input type="email" autoComplete="username" value={me.email} readOnly hidden />
          <Form.Item
            name="current"
            label={t('account.current')}
            rules={[{ required: true, message: t('sign_in.password_needed') }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item
            name="next"
            label={t('account.next')}
            extra={t('account.next_hint', { min: MIN_PASSWORD })}
            rules={[{ required: true, min: MIN_PASSWORD, message: t('account.next_short', { min: MIN_PASSWORD }) }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t('account.again')}
            dependencies={['next']}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('account.differs'))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('account.change')}
          </Button>
        </Form>
      </div>
      {can('api-keys:write') ? <ApiKeysCard /> : null}
    </div>
  )
}

const WRONG: ReadonlySet<string> = new Set(['password_wrong', 'bad_credentials'])
