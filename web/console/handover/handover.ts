import type { Condition } from '../../../src/dialog/handover/condition.ts'
import type { Finding } from '../../../src/dialog/handover/evaluate.ts'
import type { HandoverRule, Wants } from '../../../src/dialog/handover/rules.ts'
import type { HandoverSettings } from '../../../src/dialog/handover/settings.ts'
import type { HandoffReason } from '../../../src/message.ts'
import type { TenantApi } from '../../shared/api.ts'

export const HANDOVER = ['handover']
export const DRY_RUN = ['handover', 'dry-run']
/** The server takes so many. */
export const MOST_RULES = 50

export interface Trial {
  outcome: 'person' | 'asks' | 'bot'
  reason?: HandoffReason
  rule: string
  ruleId?: string
  text: string
  verdicts: { id: string; holds: boolean | null; because: Finding[] }[]
  facts: { anger: { score: number; signs: { text: string }[] } }
}

export interface Difference {
  conversationId: string
  seq: number
  text: string
  reason: HandoffReason
  rule?: { id: string; name: string }
}
export interface Differences {
  count: number
  first: Difference[]
}

export interface DryRun {
  id: string
  state: 'running' | 'done' | 'cancelled' | 'failed'
  days: number
  done: number
  total: number
  settings: HandoverSettings
  result?: {
    conversations: number
    before: number
    after: number
    asked: number
    more: Differences
    fewer: Differences
    other: Differences
  }
}

export async function fetchHandover(api: TenantApi): Promise<HandoverSettings> {
  return (await api.get<{ handover: HandoverSettings }>('/handover')).handover
}

export async function saveHandover(api: TenantApi, handover: HandoverSettings): Promise<HandoverSettings> {
  return (await api.put<{ handover: HandoverSettings }>('/handover', { handover })).handover
}

export function tryMessage(
  api: TenantApi,
  handover: HandoverSettings,
  message: { text: string; inboxId?: string | undefined },
  signal?: AbortSignal,
): Promise<Trial> {
  return api.post('/handover/try', { handover, message }, signal)
}

export async function fetchDryRun(api: TenantApi): Promise<DryRun | null> {
  return (await api.get<{ run: DryRun | null }>('/handover/dry-run')).run
}

export async function startDryRun(api: TenantApi, handover: HandoverSettings, days: number): Promise<DryRun> {
  return (await api.post<{ run: DryRun }>('/handover/dry-run', { handover, days })).run
}

export interface Team {
  id: string
  name: string
}

export async function fetchTeams(api: TenantApi): Promise<Team[]> {
  return (await api.get<{ teams: Team[] }>('/teams')).teams
}

/** A rule as the form starts with it. Ids are random: a deleted one must not come back under the same name. */
export function newRule(): HandoverRule {
  return {
    id: crypto.getRandomValues(new Uint32Array(2)).reduce((id, part) => id + part.toString(36), 'r'),
    name: '',
    on: true,
    when: { kind: 'all', of: [{ kind: 'words', any: [] }] },
    act: { kind: 'hand_over', wants: {} },
  }
}

/** The form always has a group at the top. */
export function grouped(condition: Condition): Extract<Condition, { kind: 'all' | 'any' }> {
  return condition.kind === 'all' || condition.kind === 'any' ? condition : { kind: 'all', of: [condition] }
}

/** What is wanted of the queue, without what is left open. */
export function wantsOf(rule: HandoverRule): Wants {
  return rule.act.kind === 'stay' ? {} : rule.act.wants
}

/** The list with one of its rules at another place. */
export function moved(rules: readonly HandoverRule[], from: number, to: number): HandoverRule[] {
  if (to < 0 || to >= rules.length) return [...rules]
  const next = [...rules]
  const [rule] = next.splice(from, 1)
  next.splice(to, 0, rule!)
  return next
}
