import { Alert, Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { CopyButton } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'

export interface NewPassword {
  name: string
  email: string
  password: string
}

/** A generated password, shown this once; closing needs the button, so that no slip loses it. */
export function PasswordOnce({ password, onClose }: { password: NewPassword | undefined; onClose(): void }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <Modal
      open={password !== undefined}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t('password.title', { name: password?.name ?? '' })}
      footer={<Button onClick={onClose}>{t('password.kept')}</Button>}
    >
      {password ? (
        <div className="stack">
          <Alert type="warning" showIcon title={t('password.once')} description={t('password.once_hint')} />
          <dl className="facts">
            <dt>{t('sign_in.email')}</dt>
            <dd>{password.email}</dd>
            <dt>{t('sign_in.password')}</dt>
            <dd>
              <code className="key" style={{ fontSize: 16, userSelect: 'all' }}>
                {password.password}
              </code>
            </dd>
          </dl>
          <div>
            <CopyButton primary text={password.password} label={t('password.copy')} />
          </div>
        </div>
      ) : null}
    </Modal>
  )
}
