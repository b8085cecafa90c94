/**
 * A recorded conversation by two sets of rules at once: each message is understood once, and decided about by both, in
 * the same pure step as live. What a visitor would have said to another answer nobody knows: he says what he said.
 */
import type { Surroundings } from '../dialog/handover/facts.ts'
import type { DialogEvent, DialogState } from '../dialog/state.ts'
import type { Holder } from '../message.ts'
import type { Bot, Thought } from './bot.ts'
import type { HandedAt, Recorded } from './dry-run.store.ts'
import { surroundingsOf } from './surroundings.ts'

export interface Replayed {
  /** Where it would go to a person by the rules in force, and by the tried ones. */
  before: HandedAt | undefined
  after: HandedAt | undefined
  /** A tried rule asks the visitor first. */
  asked: boolean
  messages: number
}

/** So many of his words before tell what a message that follows up means, as live. */
const WORDS_BEFORE = 4

/** `pause` is awaited before each message: others use this process too. */
export async function replay(
  bots: { inForce: Bot; tried: Bot },
  { inboxId, page, hours, messages }: Recorded,
  around: Surroundings,
  pause: () => Promise<void>,
): Promise<Replayed> {
  const sides = [bots.inForce, bots.tried].map(bot => ({ bot, state: bot.initialState(page) }) as Side)
  const said: string[] = []
  let count = 0
  for (const { seq, content, at } of messages) {
    if (sides.every(side => side.handed !== undefined)) break
    await pause()
    const thought = await bots.inForce.think([content], said.slice(-WORDS_BEFORE))
    const known = { ...around, ...surroundingsOf({ inboxId, page, hours, now: Date.parse(at) }) }
    for (const side of sides) takeStep(side, seq, eventOf(thought, known))
    said.push(content.text)
    count++
  }
  const [before, after] = sides
  return { before: before!.handed, after: after!.handed, asked: after!.asked === true, messages: count }
}

interface Side {
  bot: Bot
  state: DialogState
  handed?: HandedAt
  asked?: boolean
}

function takeStep(side: Side, seq: number, event: DialogEvent): void {
  if (side.handed !== undefined) return
  const { state, decision } = side.bot.decide(side.state, event)
  side.state = state
  if (state.asking !== undefined) side.asked = true
  if (decision.kind !== 'escalate') return
  const rule = decision.because?.rule
  side.handed = { seq, reason: decision.reason, ...(rule === undefined ? {} : { rule }) }
}

function eventOf(thought: Extract<Thought, { kind: 'thought' }>, around: Surroundings): DialogEvent {
  const { understanding, hits, pieces, choice } = thought
  return {
    kind: 'message',
    understanding,
    hits,
    ...(pieces === undefined ? {} : { pieces }),
    ...(choice === undefined ? {} : { choice }),
    holder: 'bot' satisfies Holder,
    agentsOnline: true,
    around,
  }
}
