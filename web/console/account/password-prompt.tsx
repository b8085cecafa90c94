import { Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { asApiError } from '../../shared/api.ts'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'
import { CurrentPasswordField } from './password-card.tsx'

interface Props {
  open: boolean
  /** A wrong password is told in place; after success the caller closes. */
  onPassword(password: string): Promise<void>
  onClose(): void
}

/** Whoever sits down at an open desk must not be able to change how its owner signs in. */
export function PasswordPrompt({ open, onPassword, onClose }: Props): ReactNode {
  const { t } = useConsoleWords()
  const [form] = Form.useForm<{ password: string }>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()

  async function submit({ password }: { password: string }): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await onPassword(password)
    } catch (thrown) {
      if (asApiError(thrown).code !== 'password_wrong') setError(thrown)
      else form.setFields([{ name: 'password', errors: [t('error.password_wrong')] }])
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open={open}
      title={t('factor.password')}
      okText={t('factor.go_on')}
      cancelText={t('app.cancel')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterClose={() => {
        form.resetFields()
        setError(undefined)
      }}
      destroyOnHidden
      width={400}
    >
      {error === undefined ? null : <ErrorAlert error={error} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={fields => void submit(fields)}>
        <CurrentPasswordField name="password" autoFocus />
      </Form>
    </Modal>
  )
}
