import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Skeleton, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { asApiError } from './api.ts'
import { DocumentForm, type DocumentFormFields } from './document-form.tsx'
import { createDocument, fetchDocument, type KnowledgeDocument, saveDocument } from './documents.ts'
import { useWords } from './i18n.ts'
import { ErrorAlert, ErrorPanel, useNotes } from './page-parts.tsx'
import { useSession } from './session.ts'
import { Unsaved, useAskToDrop } from './unsaved.tsx'

/** What the drawer edits: an entry by its id, or a new one with what is known already. */
export type DocumentTarget = { kind: 'edit'; id: string } | { kind: 'new'; fields: DocumentFormFields }

interface Props {
  target: DocumentTarget | undefined
  onClose(): void
  onSaved?(document: KnowledgeDocument): void
  /** Below the form, with what stands in it. */
  extra?: ((fields: DocumentFormFields) => ReactNode) | undefined
}

/** Edits one entry of the knowledge in place; used by the console and, from a bot's answer, by the desk. */
export function DocumentDrawer({ target, onClose, onSaved, extra }: Props): ReactNode {
  const { t } = useWords()
  const ask = useAskToDrop()
  const [form] = Form.useForm<DocumentFormFields>()
  const [dirty, setDirty] = useState(false)
  const [busy, setBusy] = useState(false)
  const close = () => {
    setDirty(false)
    onClose()
  }
  const isNew = target?.kind === 'new'
  return (
    <Drawer
      open={target !== undefined}
      onClose={() => void (dirty ? ask(close) : close())}
      mask={{ closable: !dirty }}
      keyboard={!dirty}
      size={560}
      destroyOnHidden
      title={t(isNew ? 'faq.new' : 'faq.edit')}
      footer={
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          {dirty ? <span className="small muted grow">{t('app.unsaved')}</span> : null}
          <Button onClick={close}>{t(dirty ? 'app.discard' : 'app.close')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('app.save')}
          </Button>
        </div>
      }
    >
      {dirty ? <Unsaved /> : null}
      {target === undefined ? null : (
        <DrawerBody
          key={target.kind === 'edit' ? target.id : 'new'}
          target={target}
          form={form}
          onDirty={setDirty}
          onBusy={setBusy}
          extra={extra}
          onSaved={document => {
            close()
            onSaved?.(document)
          }}
        />
      )}
    </Drawer>
  )
}

interface BodyProps {
  target: DocumentTarget
  form: ReturnType<typeof Form.useForm<DocumentFormFields>>[0]
  onDirty(dirty: boolean): void
  onBusy(busy: boolean): void
  onSaved(document: KnowledgeDocument): void
  extra: Props['extra']
}

function DrawerBody({ target, form, onDirty, onBusy, onSaved, extra }: BodyProps): ReactNode {
  const { t } = useWords()
  const { api } = useSession()
  const { done } = useNotes()
  const client = useQueryClient()
  const [error, setError] = useState<unknown>()
  const id = target.kind === 'edit' ? target.id : ''
  const query = useQuery({
    queryKey: ['document', id],
    queryFn: () => fetchDocument(api, id),
    enabled: id !== '',
    gcTime: 0,
  })

  if (target.kind === 'edit' && query.isError)
    return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
  if (target.kind === 'edit' && query.data === undefined) return <Skeleton active />
  const saved = query.data
  const initial = target.kind === 'new' ? target.fields : (saved as DocumentFormFields)

  async function finish(fields: DocumentFormFields): Promise<void> {
    onBusy(true)
    setError(undefined)
    try {
      const { kind, language, key, title, similar, body, tags, scope, enabled, url = '' } = fields
      const document = saved
        ? await saveDocument(api, saved.id, { title, similar, body, tags, scope, enabled, url }, saved.revision)
        : await createDocument(api, { kind, language, title, similar, body, tags, scope, url, ...(key ? { key } : {}) })
      await client.invalidateQueries({ queryKey: ['documents'] })
      done(t('app.saved'))
      onSaved(document)
    } catch (thrown) {
      setError(thrown)
      if (asApiError(thrown).code === 'document_exists') form.getFieldInstance('key')?.focus()
    } finally {
      onBusy(false)
    }
  }
  async function reload(): Promise<void> {
    const { data } = await query.refetch()
    if (data) form.setFieldsValue(data)
    setError(undefined)
    onDirty(false)
  }

  const changed = error !== undefined && asApiError(error).code === 'document_changed'
  return (
    <>
      {saved ? <DocumentLine document={saved} /> : null}
      {saved?.sourceId === undefined ? null : <SourceWarning sourceId={saved.sourceId} />}
      {saved !== undefined && saved.body.length > MOST_BODY ? (
        <Alert type="warning" showIcon title={t('faq.too_long')} style={{ marginBottom: 16 }} />
      ) : null}
      {error === undefined ? null : (
        <ErrorAlert
          error={error}
          action={changed ? <Button onClick={() => void reload()}>{t('faq.reload')}</Button> : null}
        />
      )}
      <DocumentForm
        form={form}
        isNew={target.kind === 'new'}
        initial={initial}
        onFinish={fields => void finish(fields)}
        onChange={() => onDirty(true)}
      />
      {extra === undefined ? null : <Extra form={form} initial={initial} show={extra} />}
    </>
  )
}

interface ExtraProps {
  form: BodyProps['form']
  initial: DocumentFormFields
  show: NonNullable<Props['extra']>
}

/** Apart, so that only this follows each key. */
function Extra({ form, initial, show }: ExtraProps): ReactNode {
  const typed = Form.useWatch([], form)
  return show({ ...initial, ...typed })
}

/** What was read from a file is read again with its next version. */
function SourceWarning({ sourceId }: { sourceId: string }): ReactNode {
  const { t } = useWords()
  return (
    <Alert
      type="info"
      showIcon
      title={t('faq.from_source')}
      action={
        <Button size="small" href={`/console/sources/${sourceId}`}>
          {t('faq.see_source')}
        </Button>
      }
      style={{ marginBottom: 16 }}
    />
  )
}

/** What the server takes, in characters. */
const MOST_BODY = 100_000

function DocumentLine({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useWords()
  return (
    <p className="row wrap small muted" style={{ marginTop: 0 }}>
      <Tag>{t(document.kind === 'faq' ? 'faq.kind_faq' : 'faq.kind_article')}</Tag>
      <Tag>{t(`language.${document.language}`)}</Tag>
      <code className="key">{document.key}</code>
    </p>
  )
}
