import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Spin } from 'antd'
import { type ReactNode, useState } from 'react'
import { request } from '../../shared/api.ts'
import { Door } from '../../shared/door.tsx'
import { errorWords } from '../../shared/error-words.ts'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { NewPasswordFields } from '../account/password-card.tsx'
import { useConsoleWords } from '../words.ts'

interface LinkView {
  purpose: 'invitation' | 'password'
  email: string
  name: string
}

interface Fields {
  name: string
  password: string
}

/** Where a one-time link leads: whoever has it sets his password, and when he is new his name. Nobody is signed in yet. */
export function WelcomePage(): ReactNode {
  const { t } = useConsoleWords()
  // Behind the #: no server's log has it.
  const [token] = useState(() => location.hash.slice(1))
  const query = useQuery({
    queryKey: ['account-link', token],
    queryFn: () => request<LinkView>('POST', '/api/v1/account-links/look', { token }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return (
    <Door
      below={
        <p className="small faint" style={{ margin: 0, textAlign: 'center' }}>
          {t('welcome.once')}
        </p>
      }
    >
      {query.isPending ? <Spin /> : null}
      {query.isError ? <Gone error={query.error} /> : null}
      {query.data ? <WelcomeForm token={token} link={query.data} /> : null}
    </Door>
  )
}

function Gone({ error }: { error: unknown }): ReactNode {
  const { t } = useConsoleWords()
  const { title, remedy } = errorWords(error, t)
  return (
    <>
      <Alert type="warning" showIcon title={title} description={remedy} />
      <Button href="/desk">{t('welcome.sign_in')}</Button>
    </>
  )
}

function WelcomeForm({ token, link }: { token: string; link: LinkView }): ReactNode {
  const { t } = useConsoleWords()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const isNew = link.purpose === 'invitation'

  async function submit({ name, password }: Fields): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await request('POST', '/api/v1/account-links/use', { token, password, ...(isNew ? { name: name.trim() } : {}) })
      // A new page: nothing of the link stays in this one.
      location.replace('/desk')
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }
  return (
    <>
      <p className="muted" style={{ margin: 0 }}>
        {t(isNew ? 'welcome.invitation' : 'welcome.password', { email: link.email })}
      </p>
      <Form layout="vertical" requiredMark={false} initialValues={{ name: link.name }} onFinish={submit}>
        <input type="email" autoComplete="username" value={link.email} readOnly hidden />
        {isNew ? (
          <Form.Item
            name="name"
            label={t('welcome.name')}
            extra={t('welcome.name_hint')}
            rules={[{ required: true, whitespace: true, message: t('agents.name_needed') }]}
          >
            <Input maxLength={80} />
          </Form.Item>
        ) : null}
        <NewPasswordFields name="password" />
        {error === undefined ? null : <ErrorAlert error={error} />}
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          {t(isNew ? 'welcome.go' : 'welcome.set')}
        </Button>
      </Form>
    </>
  )
}
