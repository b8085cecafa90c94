import { Checkbox, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNotes } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { useKeepViews } from './find-api.ts'
import type { FindState } from './use-find.ts'
import { useDeskWords } from './words.ts'

/** Keeps the list as it is narrowed now under a name. */
export function SaveViewDialog({
  find,
  open,
  onClose,
}: {
  find: FindState
  open: boolean
  onClose(): void
}): ReactNode {
  const { t } = useDeskWords()
  const { can } = useSession()
  const { keep } = useKeepViews()
  const { done, failed } = useNotes()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [busy, setBusy] = useState(false)

  async function save(): Promise<void> {
    if (name.trim() === '') return
    setBusy(true)
    try {
      const { q, sort, filter, tab } = find
      await keep(name.trim(), shared, {
        view: tab,
        filter,
        ...(q === '' ? {} : { q }),
        ...(sort === undefined ? {} : { sort }),
      })
      done(t('views.kept', { name: name.trim() }))
      setName('')
      setShared(false)
      onClose()
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      open={open}
      title={t('views.keep')}
      okText={t('app.save')}
      cancelText={t('app.cancel')}
      okButtonProps={{ disabled: name.trim() === '', loading: busy }}
      onOk={() => void save()}
      onCancel={onClose}
      width={400}
      destroyOnHidden
    >
      <Input
        autoFocus
        value={name}
        maxLength={60}
        placeholder={t('views.name')}
        aria-label={t('views.name')}
        onChange={event => setName(event.target.value)}
        onPressEnter={() => void save()}
      />
      {can('conversations:supervise') ? (
        <Checkbox style={{ marginTop: 12 }} checked={shared} onChange={event => setShared(event.target.checked)}>
          {t('views.share')}
        </Checkbox>
      ) : null}
    </Modal>
  )
}
