import { contactIn, type GivenContact } from '../given-contact.ts'
import { returnToBot } from '../return-to-bot.ts'
import type { Step, Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'
import { looksLikeContact, wantsBotBack } from '../wording.ts'

export const contact = onMessage({
  name: 'contact',
  about:
    'In the queue with nobody online, an e-mail or phone number was asked for: it is stored; a broken one is asked for once again.',
  from: ['waiting'],
  to: ['waiting'],
  apply: turn => {
    if (!turn.state.contactAsked) return undefined
    const given = contactIn(turn.event)
    if (given !== undefined) return takeContact(turn, given)
    const again = !turn.state.remarked && looksLikeContact(turn.event.understanding.normalized)
    return again ? remark(turn, 'contact', 'contact_invalid') : undefined
  },
})

export const backToBot = onMessage({
  name: 'back_to_bot',
  about: 'In the queue, the visitor says that he would rather go on with the bot: the queue entry is closed.',
  from: ['waiting'],
  to: ['idle'],
  apply: turn => {
    if (turn.event.parked || !wantsBotBack(turn.event.understanding.normalized)) return undefined
    return returnToBot(turn, 'back_to_bot')
  },
})

export const waiting = onMessage({
  name: 'waiting',
  about: 'In the queue, anything else is kept for the agent: said once, then the bot is silent.',
  from: ['waiting'],
  to: ['waiting'],
  apply: turn =>
    turn.state.remarked
      ? { state: { ...turn.state, language: turn.language }, decision: { kind: 'silent', rule: 'waiting' } }
      : remark(turn, 'waiting', 'noted'),
})

function takeContact(turn: Turn, given: GivenContact): Step {
  const { language } = turn
  const text = say(turn, 'contact_taken', { contact: [given.email, given.phone].filter(Boolean).join(', ') })
  return {
    state: { ...turn.state, language, contactAsked: false },
    decision: {
      kind: 'take_contact',
      rule: 'contact',
      language,
      text,
      ...given,
    },
  }
}

function remark(turn: Turn, rule: string, key: 'noted' | 'contact_invalid'): Step {
  const { language } = turn
  return {
    state: { ...turn.state, language, remarked: true },
    decision: { kind: 'remark', rule, language, text: say(turn, key) },
  }
}
