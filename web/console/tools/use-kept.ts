import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import type { TenantApi } from '../../shared/api.ts'
import { addTool, changeTool, removeTool } from '../../shared/desk-tools.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'

/** The list of one kind of tool, and what can be done with it: the four calls are the same for each. */
export function useKept<T extends { id: string }>(
  path: string,
  key: QueryKey,
  fetch: (api: TenantApi) => Promise<T[]>,
) {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { modal } = App.useApp()
  const { done, failed } = useNotes()
  const client = useQueryClient()
  const query = useQuery({ queryKey: key, queryFn: () => fetch(api) })
  /** What is being written: a new one, or one that is there. */
  const [target, setTarget] = useState<T | 'new'>()
  const reload = () => client.invalidateQueries({ queryKey: key })

  /** @throws ApiError, for the form to show. */
  async function save(item: object): Promise<void> {
    if (target === undefined || target === 'new') await addTool(api, path, item)
    else await changeTool(api, path, target.id, item)
    setTarget(undefined)
    done(t('tools.saved'))
    await reload()
  }
  function remove(item: T, name: string, what: string): void {
    void modal.confirm({
      title: t('tools.remove_title', { name }),
      content: what,
      okText: t('app.delete'),
      okButtonProps: { danger: true },
      async onOk() {
        try {
          await removeTool(api, path, item.id)
          await reload()
        } catch (error) {
          failed(error)
        }
      },
    })
  }
  return { query, target, setTarget, save, remove }
}
