import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useSession } from '../../shared/session.ts'
import { SOURCES, type Source } from './sources.ts'
import { createUploads, sendTo, type UploadList } from './uploads.ts'

/** One list a tenant for as long as the window is open. */
const LISTS = new Map<string, UploadList>()

/** The files on their way up, and what starts, stops and repeats them. */
export function useUploads(): { uploads: UploadList; list: ReturnType<UploadList['list']> } {
  const { api } = useSession()
  const client = useQueryClient()
  const uploads = LISTS.get(api.base) ?? open(api.base, client)
  return { uploads, list: useSyncExternalStore(uploads.subscribe, uploads.list) }
}

function open(base: string, client: QueryClient): UploadList {
  const uploads = createUploads(sendTo(base), source => {
    client.setQueryData<{ sources: Source[] }>(SOURCES, old => ({
      sources: [source, ...(old?.sources ?? []).filter(({ id }) => id !== source.id)],
    }))
    void client.invalidateQueries({ queryKey: SOURCES })
  })
  LISTS.set(base, uploads)
  return uploads
}
