import { Alert, Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { CopyButton } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { curlOf, type MadeKey } from './api-keys.ts'

/** A new key, shown this once; closing needs the button, so that no slip loses it. */
export function KeyOnce({ made, onClose }: { made: MadeKey | undefined; onClose(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { me } = useSession()
  const command = made && curlOf(window.location.origin, me.tenantId, made.key)
  return (
    <Modal
      open={made !== undefined}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t('keys.made', { name: made?.apiKey.name ?? '' })}
      footer={<Button onClick={onClose}>{t('password.kept')}</Button>}
    >
      {made ? (
        <div className="stack">
          <Alert type="warning" showIcon title={t('keys.once')} description={t('keys.once_hint')} />
          <code className="key" style={{ userSelect: 'all', overflowWrap: 'anywhere' }}>
            {made.key}
          </code>
          <div>
            <CopyButton primary text={made.key} label={t('keys.copy')} />
          </div>
          {made.apiKey.permissions.includes('nlu:read') ? (
            <details>
              <summary>{t('keys.try')}</summary>
              <pre className="small" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {command}
              </pre>
              <CopyButton text={command ?? ''} />
            </details>
          ) : null}
        </div>
      ) : null}
    </Modal>
  )
}
