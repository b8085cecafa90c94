/** One message tried on rules of handing over that are not in force: what would happen, and which conditions decide. */
import { evaluate, type Verdict } from '../dialog/handover/evaluate.ts'
import type { Facts, Surroundings } from '../dialog/handover/facts.ts'
import type { Handover } from '../dialog/handover/ruling.ts'
import type { HandoffReason, Holder } from '../message.ts'
import type { Bot } from './bot.ts'

/** A message with what is known around it. */
export interface TriedMessage extends Surroundings {
  text: string
  /** Questions in a row before it that had no answer. */
  misses?: number
}

export interface HandoverTrial {
  /** `asks`: the visitor is asked whether he wants a person. */
  outcome: 'person' | 'asks' | 'bot'
  reason?: HandoffReason
  /** The rule of the dialog that decides. */
  rule: string
  /** The company's own rule that applies. */
  ruleId?: string
  /** What the bot says. */
  text: string
  /** Each rule of the company's, whether on or off; `null`: it cannot be told. */
  verdicts: { id: string; holds: boolean | null; because: Verdict['because'] }[]
  facts: Pick<Facts, 'language' | 'anger' | 'confidence' | 'entities' | 'intents'>
}

export async function tryMessage(
  bot: Bot,
  { settings, tools }: Handover,
  text: string,
  { misses = 0, ...around }: Omit<TriedMessage, 'text'>,
): Promise<HandoverTrial> {
  const { understanding, hits, pieces } = await bot.think([{ text, format: 'plain' }])
  const state = { ...bot.initialState(undefined), misses }
  const from = { holder: 'bot' as Holder, agentsOnline: true, around, ...(pieces === undefined ? {} : { pieces }) }
  const event = { kind: 'message' as const, understanding, hits, ...from }
  const { state: after, decision } = bot.decide(state, event)
  const facts = bot.factsOf(state, event)!
  const verdicts = settings.rules.map(({ id, when }) => {
    const { holds, because } = evaluate(when, facts, tools)
    return { id, holds: holds ?? null, because }
  })
  const { language, anger, confidence, entities, intents } = facts
  return {
    outcome: decision.kind === 'escalate' ? 'person' : after.asking === undefined ? 'bot' : 'asks',
    ...(decision.kind === 'escalate' ? { reason: decision.reason } : {}),
    rule: decision.rule,
    ...ruleThatApplies(settings.rules, verdicts),
    text: 'text' in decision ? decision.text : '',
    verdicts,
    facts: { language, anger, confidence, entities, intents: intents.slice(0, INTENTS_SHOWN) },
  }
}

const INTENTS_SHOWN = 3

function ruleThatApplies(
  rules: Handover['settings']['rules'],
  verdicts: HandoverTrial['verdicts'],
): { ruleId?: string } {
  const at = rules.findIndex(({ on }, i) => on && verdicts[i]!.holds === true)
  return at < 0 ? {} : { ruleId: rules[at]!.id }
}
