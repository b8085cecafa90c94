import { contactIn, type GivenContact } from '../given-contact.ts'
import type { MessageEvent, Step, Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'
import type { LaterReason } from '../state.ts'
import { waitingChoices, whenOwed } from '../waiting-choices.ts'
import { asksForPerson, looksLikeContact, wantsBotBack } from '../wording.ts'

const NAME = 'later'

export const later = onMessage({
  name: NAME,
  about:
    'He would rather leave a message or be called back: with an e-mail or phone number the conversation is parked; without, it is asked for.',
  from: ['waiting'],
  to: ['waiting'],
  apply: turn => {
    const { leaving, remarked } = turn.state
    if (leaving === undefined) return undefined
    const given = contactIn(turn.event, leaving)
    if (given !== undefined) return park(turn, leaving, given, given)
    const { normalized } = turn.event.understanding
    if (asksForPerson(normalized) || wantsBotBack(normalized)) return undefined
    if (remarked) return silent(turn)
    const broken = looksLikeContact(normalized)
    if (leaving === 'call_back') return ask(turn, leaving, broken ? 'phone_invalid' : 'phone_missing', true)
    return ask(turn, leaving, broken ? 'contact_invalid' : 'contact_missing', true)
  },
})

/** A button was pressed for it. Whoever left his e-mail or number before is not asked again. */
export function beginLater(turn: Turn<MessageEvent>, reason: LaterReason): Step {
  const { email, phone } = turn.event.contact ?? {}
  const known =
    reason === 'call_back' ? (phone && { phone }) || undefined : (email && { email }) || (phone && { phone })
  if (known) return park(turn, reason, known, {})
  return ask(turn, reason, reason === 'call_back' ? 'ask_phone' : 'ask_message', false)
}

function ask(
  turn: Turn,
  leaving: LaterReason,
  key: 'ask_phone' | 'ask_message' | 'phone_invalid' | 'phone_missing' | 'contact_invalid' | 'contact_missing',
  remarked: boolean,
): Step {
  const { language } = turn
  const [wait] = waitingChoices(turn)
  return {
    state: { ...turn.state, language, leaving, meanwhile: undefined, remarked },
    decision: { kind: 'remark', rule: NAME, language, text: say(turn, key), choices: wait === undefined ? [] : [wait] },
  }
}

/** From now on the bot answers again, as it does for those who ask meanwhile. */
function park(turn: Turn, reason: LaterReason, reached: GivenContact, told: GivenContact): Step {
  const { language } = turn
  const contact = [reached.email, reached.phone].filter(Boolean).join(', ')
  const text = say(turn, reason === 'call_back' ? 'call_noted' : 'message_left', { contact, when: whenOwed(turn) })
  return {
    state: { ...turn.state, language, leaving: undefined, meanwhile: true, contactAsked: false, remarked: false },
    decision: { kind: 'park', rule: NAME, language, text, reason, ...told },
  }
}

const silent = (turn: Turn): Step => ({
  state: { ...turn.state, language: turn.language },
  decision: { kind: 'silent', rule: NAME },
})
