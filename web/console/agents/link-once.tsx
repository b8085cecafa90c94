import { Alert, Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { CopyButton } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'
import type { MadeLink } from './agents.ts'

/** Whom a link is for. */
export interface Handed extends MadeLink {
  name: string
  email: string
}

/** A one-time link, shown this once; closing needs the button, so that no slip loses it. */
export function LinkOnce({ link, onClose }: { link: Handed | undefined; onClose(): void }): ReactNode {
  const { t, language } = useConsoleWords()
  const until = link && new Date(link.expiresAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
  const address = link && `${location.origin}${link.path}`
  return (
    <Modal
      open={link !== undefined}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={link && t(`link.${link.purpose}`, { name: link.name })}
      footer={<Button onClick={onClose}>{t('password.kept')}</Button>}
    >
      {link ? (
        <div className="stack">
          <Alert
            type="warning"
            showIcon
            title={t('link.once')}
            description={t('link.once_hint', { until: until ?? '' })}
          />
          <div className="small muted">{link.email}</div>
          <code className="key" style={{ userSelect: 'all', overflowWrap: 'anywhere' }}>
            {address}
          </code>
          <div>
            <CopyButton primary text={address ?? ''} label={t('link.copy')} />
          </div>
        </div>
      ) : null}
    </Modal>
  )
}
