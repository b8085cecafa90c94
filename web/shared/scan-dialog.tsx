import { Form, Input, Modal, QRCode } from 'antd'
import { type ReactNode, useState } from 'react'
import { asApiError } from './api.ts'
import { useWords } from './i18n.ts'
import { ErrorAlert } from './page-parts.tsx'
import { confirmFactor, grouped, type Proposed } from './second-factor.ts'
import { useSession } from './session.ts'

interface Props {
  proposed: Proposed | undefined
  onCodes(recoveryCodes: string[]): void
  onClose(): void
}

/** The secret as a picture, a link and letters; it counts once the app's code was typed here. */
export function ScanDialog({ proposed, onCodes, onClose }: Props): ReactNode {
  const { t } = useWords()
  const { api } = useSession()
  const [form] = Form.useForm<{ code: string }>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()

  async function confirm({ code }: { code: string }): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      onCodes((await confirmFactor(api, code.replace(/\s/g, ''))).recoveryCodes)
    } catch (thrown) {
      if (asApiError(thrown).code !== 'second_factor_code_wrong') setError(thrown)
      else form.setFields([{ name: 'code', errors: [t('error.second_factor_code_wrong')] }])
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open={proposed !== undefined}
      title={t('factor.scan')}
      okText={t('factor.confirm')}
      cancelText={t('app.cancel')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
      width={420}
    >
      {proposed ? (
        <div className="stack">
          {error === undefined ? null : <ErrorAlert error={error} />}
          <span className="muted">{t('factor.scan_hint')}</span>
          <div style={{ alignSelf: 'center', background: '#fff', borderRadius: 8 }}>
            <QRCode value={proposed.uri} size={200} color="#000" bgColor="#fff" />
          </div>
          <span className="small muted">
            {t('factor.key')} <a href={proposed.uri}>{t('factor.open_app')}</a>
          </span>
          <code className="key" style={{ userSelect: 'all' }}>
            {grouped(proposed.secret)}
          </code>
          <Form form={form} layout="vertical" requiredMark={false} onFinish={fields => void confirm(fields)}>
            <Form.Item
              name="code"
              label={t('factor.code')}
              style={{ marginBottom: 0 }}
              rules={[{ required: true, pattern: /^\s*(\d\s*){6}$/, message: t('factor.code_needed') }]}
            >
              <Input inputMode="numeric" autoComplete="one-time-code" maxLength={9} autoFocus />
            </Form.Item>
          </Form>
        </div>
      ) : null}
    </Modal>
  )
}
