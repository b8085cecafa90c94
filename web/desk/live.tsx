import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { createDeskClient, type DeskClient, type DeskState } from '../../src/client/desk-client.ts'
import { useSession } from '../shared/session.ts'
import { createDraftStore, type DraftStore } from './drafts.ts'

interface Live {
  client: DeskClient
  drafts: DraftStore
}

const LiveContext = createContext<Live | undefined>(undefined)

/** The desk's socket and the drafts, for as long as the agent is signed in. */
export function LiveProvider({ children }: { children: ReactNode }): ReactNode {
  const { me } = useSession()
  const queries = useQueryClient()
  const live = useMemo<Live>(
    () => ({
      client: createDeskClient({ baseUrl: location.origin, tenantId: me.tenantId, storage: sessionStorage }),
      drafts: createDraftStore(localStorage, me.id),
    }),
    [me.tenantId, me.id],
  )
  useEffect(() => {
    live.client.start()
    return () => live.client.stop()
  }, [live])
  useEffect(
    () =>
      live.client.subscribe(() => {
        // The session ended while the page stood open: ask who we are, and the sign-in page appears.
        if (live.client.state().lastError?.code === 'unauthenticated')
          void queries.invalidateQueries({ queryKey: ['session'] })
      }),
    [live, queries],
  )
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useDeskClient(): DeskClient {
  return useLive().client
}

export function useDrafts(): DraftStore {
  return useLive().drafts
}

/** A part of the live state; renders again only when that part is another object. Select, do not build. */
export function useDesk<T>(select: (state: DeskState) => T): T {
  const { client } = useLive()
  return useSyncExternalStore(client.subscribe, () => select(client.state()))
}

function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('Used outside of LiveProvider')
  return live
}
