/** What the desk's lists are narrowed to, and its SQL. */
import Type, { type Static } from 'typebox'
import { HandoffReason, Id, Language } from '../message.ts'

export const ListFilter = Type.Object(
  {
    inboxId: Type.Optional(Id),
    agentId: Type.Optional({ ...Id, description: 'Served by this agent, now or before.' }),
    teamId: Type.Optional({ ...Id, description: 'Handed to this team, now or before.' }),
    language: Type.Optional(Language),
    reason: Type.Optional(HandoffReason),
    labelId: Type.Optional(Id),
    since: Type.Optional(Type.String({ format: 'date-time', description: 'Last event at this time or later.' })),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'Last event before this time.' })),
  },
  { additionalProperties: false },
)
export type ListFilter = Static<typeof ListFilter>

/** `waiting`: who waits longest comes first; those who do not wait follow. What is resolved is left out of `all`. */
export const ListSort = Type.Union([Type.Literal('activity'), Type.Literal('waiting')])
export type ListSort = Static<typeof ListSort>

const ofHandoff = (condition: string): string =>
  `EXISTS (SELECT FROM handoff f WHERE f.tenant_id = c.tenant_id AND f.conversation_id = c.id AND ${condition})`

/** SQL of each filter for a conversation row `c`; `$` is its value. */
const CONDITIONS: Record<keyof ListFilter, string> = {
  inboxId: 'c.inbox_id = $::uuid',
  agentId: ofHandoff('f.agent_id = $::uuid'),
  teamId: ofHandoff('f.team_id = $::uuid'),
  language: 'c.language = $',
  reason: ofHandoff('f.reason = $'),
  labelId:
    'EXISTS (SELECT FROM conversation_label l WHERE l.tenant_id = c.tenant_id AND l.conversation_id = c.id AND l.label_id = $::uuid)',
  since: 'c.last_at >= $::timestamptz',
  until: 'c.last_at < $::timestamptz',
}

/** The conditions of what is asked for, ` AND …` each; their values are added to `params`. */
export function filterSql(filter: ListFilter, params: unknown[]): string {
  return Object.entries(CONDITIONS)
    .flatMap(([key, condition]) => {
      const value = filter[key as keyof ListFilter]
      if (value === undefined) return []
      params.push(value)
      return [` AND ${condition.replaceAll('$', () => `$${params.length}`)}`]
    })
    .join('')
}

/**
 * Before statements whose text depends on what is asked for: it keeps them from being prepared (db/statements.ts), so
 * that they are planned with their values. A plan for any value reads the whole list for a rare one.
 */
export const PLANNED_ANEW = '/* planned anew */ '
