import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Spin } from 'antd'
import { type ReactNode, useEffect, useMemo } from 'react'
import { ApiError, createTenantApi, onSignedOut, request } from './api.ts'
import { OwedFactorPage } from './owed-factor.tsx'
import { ErrorPanel } from './page-parts.tsx'
import { type Me, type Session, SessionContext } from './session.ts'
import { SignInPage } from './sign-in.tsx'

const SESSION = ['session']

/** Shows its children to a signed-in agent, and the sign-in page to everybody else. */
export function SessionGate({ hint, children }: { hint: string; children: ReactNode }): ReactNode {
  const client = useQueryClient()
  const session = useQuery({
    queryKey: SESSION,
    queryFn: fetchMe,
    staleTime: Number.POSITIVE_INFINITY,
    retry: retryNetwork,
  })
  useEffect(() => onSignedOut(() => client.setQueryData(SESSION, null)), [client])
  const me = session.data
  const value = useMemo(
    () => (me ? createSession(me, next => client.setQueryData(SESSION, next)) : undefined),
    [me, client],
  )
  if (session.isPending) return <Spin fullscreen delay={300} />
  if (session.isError) return <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
  if (value === undefined) return <SignInPage hint={hint} onSignedIn={agent => client.setQueryData(SESSION, agent)} />
  return <SessionContext value={value}>{value.me.owesFactor ? <OwedFactorPage /> : children}</SessionContext>
}

function createSession(me: Me, onChange: (me: Me | null) => void): Session {
  return {
    me,
    api: createTenantApi(me.tenantId),
    can: permission => me.permissions.includes(permission),
    changed: onChange,
    async signOut() {
      await request<undefined>('DELETE', '/api/v1/session')
      onChange(null)
    },
  }
}

/** Null when nobody is signed in. */
async function fetchMe(): Promise<Me | null> {
  try {
    const { agent } = await request<{ agent: Me }>('GET', '/api/v1/session')
    return agent
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

function retryNetwork(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiError && error.code === 'network'
}
