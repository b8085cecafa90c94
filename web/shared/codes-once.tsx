import { Alert, Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useWords } from './i18n.ts'
import { CopyButton } from './page-parts.tsx'

/** Recovery codes, shown this once; closing needs the button. */
export function CodesOnce({ codes, onClose }: { codes: readonly string[] | undefined; onClose(): void }): ReactNode {
  const { t } = useWords()
  return (
    <Modal
      open={codes !== undefined}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t('factor.codes')}
      footer={<Button onClick={onClose}>{t('password.kept')}</Button>}
      width={420}
    >
      {codes ? (
        <div className="stack">
          <Alert type="warning" showIcon title={t('password.once')} description={t('factor.codes_hint')} />
          <ul className="recovery-codes">
            {codes.map(code => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <div>
            <CopyButton primary text={codes.join('\n')} label={t('factor.codes_copy')} />
          </div>
        </div>
      ) : null}
    </Modal>
  )
}
