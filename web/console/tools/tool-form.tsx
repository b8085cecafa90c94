import { Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert } from '../../shared/page-parts.tsx'

interface Props<T> {
  open: boolean
  title: string
  /** What stands in it at first. */
  start: T
  /** What goes wrong is shown above the fields, and what was typed stays. */
  onSave(fields: T): Promise<void>
  onClose(): void
  children: ReactNode
}

/** The dialog of one tool. */
export function ToolForm<T extends object>({ open, title, start, onSave, onClose, children }: Props<T>): ReactNode {
  const [form] = Form.useForm<T>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  async function save(fields: T): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await onSave(fields)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open={open}
      title={title}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterClose={() => setError(undefined)}
      width={560}
      destroyOnHidden
    >
      {error === undefined ? null : <ErrorAlert error={error} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={start}
        onFinish={fields => void save(fields)}
      >
        {children}
      </Form>
    </Modal>
  )
}
