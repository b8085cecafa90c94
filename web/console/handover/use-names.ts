import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ConditionNames } from '../../shared/condition-sentence.ts'
import { useSession } from '../../shared/session.ts'
import { fetchIntents, INTENTS, type Intent } from '../intents/intents.ts'
import { fetchInboxes, INBOXES, type Inbox } from '../widget/inboxes.ts'
import { useConsoleWords } from '../words.ts'
import { fetchTeams, type Team } from './handover.ts'

export interface Named extends ConditionNames {
  team(id: string): string
  intents: readonly Intent[]
  inboxes: readonly Inbox[]
  teams: readonly Team[]
}

/** The names of what rules refer to, and what can be chosen; empty for accounts that may not read it. */
export function useNames(): Named {
  const { language } = useConsoleWords()
  const { api, can } = useSession()
  const intents = useQuery({ queryKey: INTENTS, queryFn: () => fetchIntents(api), enabled: can('nlu:read') })
  const inboxes = useQuery({ queryKey: INBOXES, queryFn: () => fetchInboxes(api), enabled: can('settings:read') })
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => fetchTeams(api), enabled: can('agents:read') })
  return useMemo(() => {
    const known = { intents: intents.data?.intents ?? [], inboxes: inboxes.data ?? [], teams: teams.data ?? [] }
    const titleOf = (intent: Intent | undefined) => intent?.title[language] || intent?.name
    return {
      ...known,
      intent: name => titleOf(known.intents.find(each => each.name === name)) ?? name,
      inbox: id => known.inboxes.find(each => each.id === id)?.name ?? id.slice(0, 8),
      team: id => known.teams.find(each => each.id === id)?.name ?? id.slice(0, 8),
    }
  }, [intents.data, inboxes.data, teams.data, language])
}
