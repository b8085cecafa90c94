import type { TenantApi } from '../../shared/api.ts'
import type { Permission } from '../../shared/session.ts'
import type { ConsoleKey } from '../words.ts'

/** What runs, how well it answers, what is unanswered. Counts of `bot` are of the last 7 days. */
export interface Overview {
  database: { kind: string; safety: string }
  embedder?: { name: string; dims?: number } | string | null
  search: { index: string; documents: number; passages: number }
  model?: {
    createdAt: string
    intents: number
    utterances: number
    stale?: boolean
    scores?: { accuracy?: number }
  } | null
  /** Why the trained model could not be loaded. */
  modelProblem?: string | null
  inboxId: string
  conversations: { open: number; waiting: number; assigned: number; resolvedToday: number }
  bot: BotCounts
  unanswered: Unanswered[]
}

export interface BotCounts {
  answered: number
  clarified: number
  fallback: number
  escalated: number
}

export interface Unanswered {
  text: string
  at: string
  conversationId: string
}

export function fetchOverview(api: TenantApi): Promise<Overview> {
  return api.get('/overview')
}

/** The embedder's name for people; undefined when the search runs without one. */
export function embedderName(embedder: Overview['embedder']): string | undefined {
  if (typeof embedder === 'string') return embedder || undefined
  return embedder?.name
}

/** Of all questions the share that each outcome had; undefined before the first question. */
export function botShares(counts: BotCounts): Record<keyof BotCounts, number> | undefined {
  const total = counts.answered + counts.clarified + counts.fallback + counts.escalated
  if (total === 0) return undefined
  return {
    answered: counts.answered / total,
    clarified: counts.clarified / total,
    fallback: counts.fallback / total,
    escalated: counts.escalated / total,
  }
}

export interface Step {
  name: ConsoleKey
  why: ConsoleKey
  count?: number
  /** A path in the console, or of another page when it starts with `!`. */
  to: string
}

/** The three steps that help most now, most urgent first; only what this account may do. */
export function nextSteps(overview: Overview, can: (permission: Permission) => boolean): Step[] {
  const { conversations, search, model, unanswered } = overview
  const steps: (Step | false)[] = [
    conversations.waiting > 0 &&
      can('conversations:write') && {
        name: 'step.waiting',
        why: 'step.waiting.why',
        count: conversations.waiting,
        to: '!/desk?tab=queue',
      },
    search.documents === 0 &&
      can('knowledge:write') && { name: 'step.knowledge', why: 'step.knowledge.why', to: '/knowledge?new=faq' },
    !model && can('nlu:write') && { name: 'step.train', why: 'step.train.why', to: '/intents' },
    model?.stale === true && can('nlu:write') && { name: 'step.retrain', why: 'step.retrain.why', to: '/intents' },
    unanswered.length > 0 &&
      can('knowledge:write') && {
        name: 'step.unanswered',
        why: 'step.unanswered.why',
        count: unanswered.length,
        to: '#unanswered',
      },
    can('knowledge:read') && { name: 'step.try', why: 'step.try.why', to: '/try' },
    can('settings:write') && { name: 'step.embed', why: 'step.embed.why', to: '/widget#embed' },
    can('agents:write') && { name: 'step.agents', why: 'step.agents.why', to: '/agents' },
  ]
  return steps.filter(step => step !== false).slice(0, STEPS)
}

const STEPS = 3
