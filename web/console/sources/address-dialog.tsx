import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, InputNumber, Modal, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { asKnownError } from './failure-words.ts'
import { refreshOptions } from './refresh-choice.tsx'
import { SITE_LIMITS, SOURCES, type Source } from './sources.ts'

interface Fields {
  kind: 'page' | 'site'
  url: string
  depth: number
  pages: number
  refreshHours: number
}

const FIRST: Fields = { kind: 'page', url: '', depth: 2, pages: 50, refreshHours: 0 }

/** Names a page, or a part of a site, to be read; what was typed stays when it is refused. */
export function AddressDialog({ open, onClose }: { open: boolean; onClose(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { done } = useNotes()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form) ?? FIRST.kind
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()

  async function add({ url, depth, pages, refreshHours, ...rest }: Fields): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await api.post<{ source: Source }>('/sources/address', {
        ...rest,
        url: withScheme(url),
        ...(rest.kind === 'site' ? { depth, pages } : {}),
        ...(refreshHours === 0 ? {} : { refreshHours }),
      })
      await client.invalidateQueries({ queryKey: SOURCES })
      done(t('address.added'))
      form.resetFields()
      onClose()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      open={open}
      title={t('sources.add_address')}
      okText={t('address.add')}
      cancelText={t('app.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {error === undefined ? null : <ErrorAlert error={asKnownError(error, t)} />}
      <Form
        form={form}
        layout="vertical"
        initialValues={FIRST}
        onFinish={fields => void add({ ...FIRST, ...fields })}
        requiredMark={false}
      >
        <Form.Item name="kind" extra={t(`address.${kind}_hint`)}>
          <Segmented
            options={[
              { value: 'page', label: t('address.page') },
              { value: 'site', label: t('address.site') },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="url"
          label={t('address.url')}
          rules={[{ validator: (_, url: string) => checkAddress(url, t('address.url_bad')) }]}
        >
          <Input autoFocus inputMode="url" placeholder="https://help.example.com/" />
        </Form.Item>
        {kind === 'site' ? (
          <div className="pair">
            <Form.Item name="depth" label={t('address.depth')} extra={t('address.depth_hint')}>
              <InputNumber min={0} max={SITE_LIMITS.depth} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="pages" label={t('address.pages')} extra={t('address.pages_hint')}>
              <InputNumber min={1} max={SITE_LIMITS.pages} precision={0} style={{ width: '100%' }} />
            </Form.Item>
          </div>
        ) : null}
        <Form.Item name="refreshHours" label={t('sources.refresh')} style={{ marginBottom: 0 }}>
          <Select options={refreshOptions(t)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** People type `help.example.com`. */
export function withScheme(url: string): string {
  const typed = url.trim()
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`
}

function checkAddress(url: string, words: string): Promise<void> {
  const address = withScheme(url ?? '')
  const right = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) && address.length <= 2000
  return right && !/\s/.test(address) ? Promise.resolve() : Promise.reject(new Error(words))
}
