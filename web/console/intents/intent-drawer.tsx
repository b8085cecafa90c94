import { DeleteOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { Unsaved, useAskToDrop } from '../../shared/unsaved.tsx'
import { useConsoleWords } from '../words.ts'
import { IntentForm } from './intent-form.tsx'
import { emptyIntent, INTENTS, type Intent, type IntentFields, saveIntent } from './intents.ts'

export type IntentTarget = { kind: 'new' } | { kind: 'edit'; intent: Intent }

/** Edits one intent: titles, answer, utterances in both languages. Saving does not train. */
export function IntentDrawer({ target, onClose }: { target: IntentTarget | undefined; onClose(): void }): ReactNode {
  const { t, language } = useConsoleWords()
  const { api, can } = useSession()
  const { modal } = App.useApp()
  const ask = useAskToDrop()
  const { done, failed } = useNotes()
  const client = useQueryClient()
  const [form] = Form.useForm<IntentFields>()
  const [dirty, setDirty] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const intent = target?.kind === 'edit' ? target.intent : undefined

  function close(): void {
    setDirty(false)
    setError(undefined)
    onClose()
  }
  async function save(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await saveIntent(api, intent?.id, fieldsOf({ ...(intent ?? emptyIntent()), ...form.getFieldsValue(true) }))
      await client.invalidateQueries({ queryKey: INTENTS })
      done(t('intents.saved'))
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  function confirmDelete(gone: Intent): void {
    const { zh, en } = gone.utterances
    modal.confirm({
      title: t('intents.delete_title', { title: gone.title[language] || gone.name }),
      content: t('intents.delete_what', { zh: zh.length, en: en.length }),
      okText: t('app.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.remove(`/intents/${gone.id}`)
          await client.invalidateQueries({ queryKey: INTENTS })
          close()
        } catch (thrown) {
          failed(thrown)
        }
      },
    })
  }

  return (
    <Drawer
      open={target !== undefined}
      onClose={() => void (dirty ? ask(close) : close())}
      mask={{ closable: !dirty }}
      keyboard={!dirty}
      size={600}
      destroyOnHidden
      title={intent ? intent.title[language] || intent.name : t('intents.new')}
      footer={
        can('nlu:write') ? (
          <div className="row">
            {intent ? (
              <Button
                danger
                type="text"
                icon={<DeleteOutlined />}
                onClick={() => confirmDelete(intent)}
                aria-label={t('app.delete')}
              />
            ) : null}
            <span className="grow small muted">{dirty ? t('app.unsaved') : ''}</span>
            <Button onClick={close}>{t(dirty ? 'app.discard' : 'app.close')}</Button>
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {t('app.save')}
            </Button>
          </div>
        ) : null
      }
    >
      {dirty ? <Unsaved /> : null}
      {error === undefined ? null : <ErrorAlert error={error} />}
      {target === undefined ? null : (
        <IntentForm
          key={intent?.id ?? 'new'}
          form={form}
          initial={intent ?? emptyIntent()}
          isNew={intent === undefined}
          disabled={!can('nlu:write')}
          onFinish={() => void save()}
          onChange={() => setDirty(true)}
        />
      )}
    </Drawer>
  )
}

function fieldsOf({ name, title, kind, sensitive, answer, utterances }: IntentFields): IntentFields {
  return { name, title, kind, sensitive, answer, utterances }
}
