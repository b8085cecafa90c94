import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import type { Scope } from '../../../src/retrieval/scope.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { failureWords } from './failure-words.ts'
import { SOURCES, type Source, type SourceVersion, sourceKey } from './sources.ts'

export interface SourceActions {
  /** The id of the source that is being changed. */
  busy: string | undefined
  cancel(source: Source): Promise<void>
  readAgain(source: Source): Promise<void>
  setRefresh(source: Source, hours: number | null): Promise<void>
  setScope(source: Source, scope: Scope): Promise<void>
  putBack(source: Source, version: number): Promise<void>
  confirmDelete(source: Source, then?: () => void): void
}

/** Each change is shown at once, then looked up again. */
export function useSourceActions(): SourceActions {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { modal, notification } = App.useApp()
  const { done } = useNotes()
  const client = useQueryClient()
  const [busy, setBusy] = useState<string>()

  async function act(id: string, work: () => Promise<void>): Promise<void> {
    setBusy(id)
    try {
      await work()
    } catch (error) {
      const { title, remedy } = failureWords(error, t)
      notification.error({ title, description: remedy, placement: 'top', key: title })
    } finally {
      await refresh(id)
      setBusy(undefined)
    }
  }
  async function refresh(id: string): Promise<void> {
    await client.invalidateQueries({ queryKey: SOURCES })
    await client.invalidateQueries({ queryKey: sourceKey(id) })
    await client.invalidateQueries({ queryKey: ['documents'] })
  }
  function show(source: Source): void {
    client.setQueryData<{ sources: Source[] }>(
      SOURCES,
      old => old && { sources: old.sources.map(one => (one.id === source.id ? source : one)) },
    )
    client.setQueryData<{ source: Source; versions: SourceVersion[] }>(
      sourceKey(source.id),
      old => old && { ...old, source },
    )
  }
  async function change(id: string, way: 'post' | 'patch', path: string, body: unknown, word?: string) {
    const { source } = await api[way]<{ source: Source }>(`/sources/${id}${path}`, body)
    show(source)
    if (word !== undefined) done(word)
  }
  const remove = (source: Source) =>
    act(source.id, async () => {
      await api.remove(`/sources/${source.id}`)
      client.setQueryData<{ sources: Source[] }>(
        SOURCES,
        old => old && { sources: old.sources.filter(({ id }) => id !== source.id) },
      )
      done(t('sources.deleted', { name: source.name }))
    })

  return {
    busy,
    cancel: ({ id }) => act(id, () => change(id, 'post', '/cancel', {}, t('sources.stopping'))),
    readAgain: ({ id }) => act(id, () => change(id, 'post', '/read-again', {})),
    setRefresh: ({ id }, refreshHours) => act(id, () => change(id, 'patch', '', { refreshHours }, t('app.saved'))),
    setScope: ({ id }, scope) => act(id, () => change(id, 'patch', '', { scope }, t('app.saved'))),
    putBack: ({ id }, version) =>
      act(id, () => change(id, 'post', '/put-back', { version }, t('sources.putting_back'))),
    confirmDelete(source, then) {
      const { name, documents, passages, lastVersion } = source
      modal.confirm({
        title: t('sources.delete_title', { name }),
        content: t('sources.delete_what', {
          documents: t('sources.count_documents', { count: documents }),
          passages: t('sources.count_passages', { count: passages }),
          versions: t('sources.count_versions', { count: lastVersion }),
        }),
        okText: t('app.delete'),
        okButtonProps: { danger: true },
        onOk: async () => {
          await remove(source)
          then?.()
        },
      })
    },
  }
}
