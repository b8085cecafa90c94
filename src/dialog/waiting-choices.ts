/** What somebody who waits, or would have to, may do; and what is said when he would have to wait long. */
import type { Choice } from '../message.ts'
import { openingWords } from './opening-words.ts'
import type { Turn } from './rule.ts'
import { say } from './rule.ts'

/** The buttons under every word about waiting. */
export function waitingChoices(turn: Turn): Choice[] {
  return [
    { id: 'wait', label: say(turn, 'keep_waiting') },
    { id: 'leave_message', label: say(turn, 'leave_message') },
    { id: 'call_back', label: say(turn, 'call_back') },
    { id: 'bot', label: say(turn, 'back_to_bot') },
  ]
}

/** Why nobody comes now, and when: outside business hours, or when nobody is there; undefined when somebody is. */
export function nobodyNow(turn: Turn): string | undefined {
  const { event } = turn
  if (!('holder' in event)) return undefined
  const when = opening(turn)
  if (when !== undefined) return say(turn, 'closed', { when })
  return event.closed !== undefined || !event.agentsOnline ? say(turn, 'nobody_online') : undefined
}

/** By when an answer that is owed may be expected; a part of a sentence. */
export function whenOwed(turn: Turn): string {
  const when = opening(turn)
  return when === undefined ? say(turn, 'soon') : say(turn, 'soon_after_opening', { when })
}

/** Between a figure and a Chinese character stands a space, after a bracket none. */
function opening({ event, language }: Turn): string | undefined {
  const closed = 'closed' in event ? event.closed : undefined
  return closed && openingWords(closed, language)?.replace(/(?<=\d)$/, language === 'zh' ? ' ' : '')
}
