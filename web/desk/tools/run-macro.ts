import type { ConversationSummary } from '../../../src/protocol.ts'
import type { TenantApi } from '../../shared/api.ts'
import { fillCanned, openPlaces, textOf, type Values } from '../../shared/canned-text.ts'
import type { Canned, Label, Macro, MacroAction } from '../../shared/desk-tools.ts'

/** One action as it will be done in this conversation. */
export interface Step {
  action: MacroAction
  /** Of its label or team. */
  name?: string | undefined
  /** What will be said, with all that is known filled in. */
  text?: string | undefined
  /** Why it cannot be done. */
  problem?: 'gone' | 'open_places' | undefined
}

interface Known {
  canned: readonly Canned[]
  labels: readonly Label[]
  teams: readonly { id: string; name: string }[]
}

/** What a macro would do, and what stands in its way. Pure. */
export function stepsOf(macro: Macro, conversation: ConversationSummary, known: Known, values: Values): Step[] {
  return macro.actions.map(action => {
    switch (action.kind) {
      case 'reply': {
        const canned = known.canned.find(one => one.id === action.cannedId)
        if (canned === undefined) return { action, problem: 'gone' }
        const text = fillCanned(textOf(canned, conversation.language), values)
        return { action, text, problem: openPlaces(text).length > 0 ? 'open_places' : undefined }
      }
      case 'label':
        return named(action, known.labels, action.labelId)
      case 'transfer':
        return named(action, known.teams, action.teamId)
      default:
        return { action }
    }
  })
}

function named(action: MacroAction, all: readonly { id: string; name: string }[], id: string): Step {
  const name = all.find(one => one.id === id)?.name
  return { action, name, problem: name === undefined ? 'gone' : undefined }
}

/**
 * Does all of it, or nothing; the error says at which step (`params.step`, from 1). Returns the conversation as it is
 * afterwards. `runId`: a reply that is sent again under it is the same.
 */
export async function runMacro(
  api: TenantApi,
  { id, handoff }: ConversationSummary,
  steps: readonly Step[],
  runId: string,
): Promise<ConversationSummary> {
  const body = { runId, epoch: handoff?.epoch ?? 0, steps: steps.map(asDone) }
  return (await api.post<{ conversation: ConversationSummary }>(`/conversations/${id}/macro`, body)).conversation
}

/** As the server takes it: with the words themselves. */
const asDone = ({ action, text }: Step) => (action.kind === 'reply' ? { kind: action.kind, text: text ?? '' } : action)
