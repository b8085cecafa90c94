import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { asApiError } from './api.ts'
import { Door } from './door.tsx'
import { useWords } from './i18n.ts'
import { ErrorAlert } from './page-parts.tsx'
import { type Me, signIn } from './session.ts'

interface Fields {
  email: string
  password: string
  code?: string
}

/** Email and password, then the second factor's code where there is one; an error keeps what was typed and puts the cursor where it went wrong. */
export function SignInPage({ hint, onSignedIn }: { hint: string; onSignedIn(me: Me): void }): ReactNode {
  const { t } = useWords()
  const [form] = Form.useForm<Fields>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const [asksCode, setAsksCode] = useState(false)

  async function submit({ email, password, code }: Fields): Promise<void> {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      onSignedIn(await signIn(email.trim(), password, asksCode ? code?.trim() : undefined))
    } catch (thrown) {
      if (asApiError(thrown).code === 'second_factor_needed') return setAsksCode(true)
      setError(thrown)
      form.getFieldInstance(asksCode ? 'code' : 'password')?.focus({ cursor: 'all' })
    } finally {
      setBusy(false)
    }
  }
  function startOver(): void {
    setAsksCode(false)
    setError(undefined)
    form.resetFields(['code', 'password'])
  }

  return (
    <Door>
      <p className="muted" style={{ margin: 0 }}>
        {hint}
      </p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <div hidden={asksCode}>
          <PasswordFields />
        </div>
        {asksCode ? <CodeField /> : null}
        {error === undefined ? null : <ErrorAlert error={error} />}
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          {t('sign_in.submit')}
        </Button>
        {asksCode ? (
          <Button type="text" block onClick={startOver} style={{ marginTop: 8 }}>
            {t('sign_in.other')}
          </Button>
        ) : null}
      </Form>
      <p className="small faint" style={{ margin: 0 }}>
        {t('sign_in.forgot')}
      </p>
    </Door>
  )
}

function PasswordFields(): ReactNode {
  const { t } = useWords()
  return (
    <>
      <Form.Item
        name="email"
        label={t('sign_in.email')}
        rules={[{ required: true, whitespace: true, message: t('sign_in.email_needed') }]}
      >
        <Input type="email" autoComplete="username" autoFocus size="large" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('sign_in.password')}
        rules={[{ required: true, message: t('sign_in.password_needed') }]}
      >
        <Input.Password autoComplete="current-password" size="large" />
      </Form.Item>
    </>
  )
}

/** Letters too: a recovery code has some. */
function CodeField(): ReactNode {
  const { t } = useWords()
  return (
    <Form.Item
      name="code"
      label={t('sign_in.code')}
      extra={t('sign_in.code_hint')}
      rules={[{ required: true, whitespace: true, message: t('sign_in.code_needed') }]}
    >
      <Input autoComplete="one-time-code" autoFocus size="large" maxLength={40} />
    </Form.Item>
  )
}
