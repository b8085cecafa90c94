import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import type { DocumentTarget } from '../../shared/document-drawer.tsx'
import { createDocument, type KnowledgeDocument, saveDocument } from '../../shared/documents.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { counterpartOf, fetchCounterpart } from './knowledge.ts'

export interface DocumentActions {
  /** The id of the entry that is being saved. */
  busy: string | undefined
  setEnabled(document: KnowledgeDocument, enabled: boolean): Promise<void>
  openCounterpart(document: KnowledgeDocument): Promise<void>
  confirmDelete(document: KnowledgeDocument): void
}

/** What a row can do: switch, open or begin the counterpart, delete with undo. */
export function useDocumentActions(onOpen: (target: DocumentTarget) => void): DocumentActions {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { modal, notification } = App.useApp()
  const { done, failed } = useNotes()
  const client = useQueryClient()
  const [busy, setBusy] = useState<string>()
  const refresh = () => client.invalidateQueries({ queryKey: ['documents'] })

  async function act(id: string, work: () => Promise<void>): Promise<void> {
    setBusy(id)
    try {
      await work()
    } catch (error) {
      failed(error)
    } finally {
      await refresh()
      setBusy(undefined)
    }
  }
  function setEnabled(document: KnowledgeDocument, enabled: boolean): Promise<void> {
    const { title, similar, body, tags, scope, url = '' } = document
    return act(document.id, async () => {
      await saveDocument(api, document.id, { title, similar, body, tags, scope, url, enabled }, document.revision)
      done(t(enabled ? 'knowledge.enabled' : 'knowledge.disabled'))
    })
  }
  async function openCounterpart(document: KnowledgeDocument): Promise<void> {
    try {
      const other = await fetchCounterpart(api, document)
      onOpen(other ? { kind: 'edit', id: other.id } : { kind: 'new', fields: counterpartOf(document) })
    } catch (error) {
      failed(error)
    }
  }
  const remove = (document: KnowledgeDocument) =>
    act(document.id, async () => {
      await api.remove(`/documents/${document.id}`)
      const key = `deleted-${document.id}`
      const undo = () => {
        notification.destroy(key)
        const { kind, key: documentKey, language, title, similar, body, tags, scope, url = '' } = document
        void act(document.id, async () => {
          await createDocument(api, { kind, key: documentKey, language, title, similar, body, tags, scope, url })
        })
      }
      notification.success({
        key,
        title: t('knowledge.deleted', { title: document.title }),
        actions: <Button onClick={undo}>{t('knowledge.undo')}</Button>,
        placement: 'bottomRight',
        duration: 10,
      })
    })
  function confirmDelete(document: KnowledgeDocument): void {
    modal.confirm({
      title: t('knowledge.delete_title', { title: document.title }),
      content: t(document.kind === 'faq' ? 'knowledge.delete_faq' : 'knowledge.delete_article', {
        similar: document.similar.length,
      }),
      okText: t('app.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove(document),
    })
  }
  return { busy, setEnabled, openCounterpart, confirmDelete }
}
