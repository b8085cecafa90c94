import type { BuiltInKind } from '../../nlu/understanding.ts'
import { returnToBot } from '../return-to-bot.ts'
import type { MessageEvent, Step, Turn } from '../rule.ts'
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
    const email = entityValue(turn, 'email')
    const phone = entityValue(turn, 'phone')
    if (email ?? phone) return takeContact(turn, email, phone)
    const again = !turn.state.remarked && looksLikeContact(turn.event.understanding.normalized)
    return again ? remark(turn, 'contact', 'contact_invalid') : undefined
  },
})

export const backToBot = onMessage({
  name: 'back_to_bot',
  about: 'In the queue, the visitor says that he would rather go on with the bot: the queue entry is closed.',
  from: ['waiting'],
  to: ['idle'],
  apply: turn => (wantsBotBack(turn.event.understanding.normalized) ? returnToBot(turn, 'back_to_bot') : undefined),
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

function takeContact(turn: Turn, email: string | undefined, phone: string | undefined): Step {
  const { language } = turn
  const text = say(turn, 'contact_taken', { contact: [email, phone].filter(Boolean).join(', ') })
  return {
    state: { ...turn.state, language, contactAsked: false },
    decision: {
      kind: 'take_contact',
      rule: 'contact',
      language,
      text,
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
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

function entityValue(turn: Turn<MessageEvent>, kind: BuiltInKind): string | undefined {
  return turn.event.understanding.entities.find(entity => entity.kind === kind)?.value
}
