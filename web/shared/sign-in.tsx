import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useWords } from './i18n.ts'
import { ErrorAlert } from './page-parts.tsx'
import { type Me, signIn } from './session.ts'
import { BrandMark, LanguageSwitch, ThemeSwitch } from './switches.tsx'

interface Fields {
  email: string
  password: string
}

/** Email and password; an error keeps what was typed and puts the cursor into the password. */
export function SignInPage({ hint, onSignedIn }: { hint: string; onSignedIn(me: Me): void }): ReactNode {
  const { t } = useWords()
  const [form] = Form.useForm<Fields>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  async function submit(fields: Fields): Promise<void> {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      onSignedIn(await signIn(fields.email.trim(), fields.password))
    } catch (thrown) {
      setError(thrown)
      form.getFieldInstance('password')?.focus({ cursor: 'all' })
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className="center-page">
      <div className="sign-in stack">
        <div className="card stack">
          <BrandMark />
          <p className="muted" style={{ margin: 0 }}>
            {hint}
          </p>
          <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
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
            {error === undefined ? null : <ErrorAlert error={error} />}
            <Button type="primary" htmlType="submit" size="large" block loading={busy}>
              {t('sign_in.submit')}
            </Button>
          </Form>
          <p className="small faint" style={{ margin: 0 }}>
            {t('sign_in.forgot')}
          </p>
        </div>
        <div className="row" style={{ justifyContent: 'center' }}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </div>
    </main>
  )
}
