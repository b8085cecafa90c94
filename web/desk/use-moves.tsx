import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { ApiError, asApiError } from '../shared/api.ts'
import { useNotes } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { fetchConversation, type Move, moveConversation } from './api.ts'
import { isMine, isOfferedToOther } from './lists.ts'
import { useDeskClient } from './live.tsx'
import { useDeskWords } from './words.ts'

export interface Moves {
  busy: Move | undefined
  /** What this agent may do with the conversation now. */
  can: Record<Move, boolean>
  /** Resolves to true when it was done. */
  run(move: Move): Promise<boolean>
}

/** Accept, give back, close: with the words for what went wrong, and the newest state afterwards. */
export function useMoves(conversation: ConversationSummary | undefined): Moves {
  const { t } = useDeskWords()
  const { api, me, can } = useSession()
  const client = useDeskClient()
  const queries = useQueryClient()
  const { done, failed } = useNotes()
  const [busy, setBusy] = useState<Move>()
  const may = can('conversations:write') && conversation !== undefined && conversation.status !== 'resolved'
  const mine = conversation !== undefined && isMine(conversation, me.id)
  const allowed: Record<Move, boolean> = {
    accept: may && !mine && conversation.holder !== 'agent' && !isOfferedToOther(conversation, me.id),
    decline: may && conversation.handoff?.state === 'offered' && !isOfferedToOther(conversation, me.id),
    'take-over':
      may &&
      !mine &&
      can('conversations:supervise') &&
      (conversation.holder === 'agent' || isOfferedToOther(conversation, me.id)),
    'return-to-bot': may && (mine || conversation.holder === 'queue'),
    'return-to-queue': may && mine,
    close: may && (mine || conversation.holder !== 'agent'),
  }

  async function act(move: Move): Promise<boolean> {
    if (conversation === undefined) return false
    setBusy(move)
    try {
      client.know([await moveConversation(api, conversation.id, move, conversation.handoff?.epoch)])
      // Closing says so itself, with the way back.
      if (move !== 'close') done(t(`move.${move}.done`))
      return true
    } catch (error) {
      failed(await withTaker(error, conversation.id))
      return false
    } finally {
      setBusy(undefined)
      void queries.invalidateQueries({ queryKey: ['conversation', conversation.id] })
      void queries.invalidateQueries({ queryKey: ['conversation-counts'] })
    }
  }
  /** The one who was first is named: he is known once the conversation is read again. */
  async function withTaker(error: unknown, id: string): Promise<unknown> {
    const refusal = asApiError(error)
    if (refusal.code !== 'handoff_taken' || refusal.params.agent !== undefined) return error
    const now = await fetchConversation(api, id).catch(() => undefined)
    if (now === undefined) return error
    client.know([now.conversation])
    const agent = now.conversation.handoff?.agent?.name
    return agent === undefined
      ? error
      : new ApiError(refusal.status, { code: refusal.code, message: refusal.message, params: { agent } })
  }
  async function run(move: Move): Promise<boolean> {
    if (!allowed[move] || busy !== undefined || conversation === undefined) return false
    return act(move)
  }
  return { busy, can: allowed, run }
}
