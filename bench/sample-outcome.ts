/** Whether what the bot did is what a test question wants. */
import type { Decision } from '../src/dialog/decision.ts'
import type { IntentInfo } from '../src/dialog/intent-info.ts'
import type { Understanding } from '../src/nlu/understanding.ts'
import { wilson } from '../src/nlu/wilson.ts'
import { documentOf, type TestQuestion } from './sample-files.ts'

export const OUTCOMES = ['right', 'askedRight', 'askedWrong', 'refusedRight', 'refusedWrong', 'wrong'] as const
export type Outcome = (typeof OUTCOMES)[number]
export type Expected = TestQuestion['expect']

/** What was given: `faq KEY`, `article KEY` or `intent NAME`; undefined for a refusal. */
export type Given = string | undefined

export function outcomeOf(
  expect: Expected,
  decision: Decision,
  understanding: Understanding,
  intents: readonly IntentInfo[],
): Outcome {
  if (decision.kind === 'clarify') {
    const right = decision.choices.some(({ id }) => wanted(expect, [namedBy(id)]))
    return right ? 'askedRight' : 'askedWrong'
  }
  if (decision.kind === 'answer') return outcomeOfGiven(expect, decision.documentId)
  if (decision.kind === 'intent' || decision.kind === 'small_talk')
    return outcomeOfGiven(expect, `intent ${decision.intent}`)
  if (decision.kind === 'escalate') return outcomeOfHandOver(expect, decision, understanding, intents)
  return outcomeOfGiven(expect, undefined)
}

/** What a button stands for. */
function namedBy(choice: string): string {
  const [kind, name = ''] = choice.split(/:(.*)/s)
  return kind === 'passage' ? documentOf(name) : `${kind} ${name}`
}

export function outcomeOfGiven(expect: Expected, given: Given): Outcome {
  if (given === undefined) return expect.refuse ? 'refusedRight' : 'refusedWrong'
  return wanted(expect, [given]) ? 'right' : 'wrong'
}

/** A person is right where the wanted intent is to bring one; elsewhere it is a refusal. */
function outcomeOfHandOver(
  expect: Expected,
  decision: Decision & { kind: 'escalate' },
  understanding: Understanding,
  intents: readonly IntentInfo[],
): Outcome {
  const handoffs = new Set(intents.filter(intent => intent.kind === 'handoff').map(intent => intent.name))
  const best = decision.reason === 'asked' ? 'request_person' : understanding.intents[0]?.name
  if (best !== undefined && handoffs.has(best) && expect.intent?.includes(best)) return 'right'
  return outcomeOfGiven(expect, undefined)
}

function wanted(expect: Expected, given: readonly string[]): boolean {
  const all = [
    ...(expect.faq ?? []).map(key => `faq ${key}`),
    ...(expect.article ?? []).map(key => `article ${key}`),
    ...(expect.intent ?? []).map(name => `intent ${name}`),
  ]
  return given.some(id => all.includes(id))
}

/** Shares of 1. */
export interface Figures {
  right: number
  askedBack: number
  rightOrRefused: number
  wrong: number
  refusedWrongly: number
  askedBackWrongly: number
  refusedRightly: number
  n: number
  rightOrRefusedInterval: { low: number; high: number }
  wrongInterval: { low: number; high: number }
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const n = outcomes.length
  const count = (...kinds: Outcome[]) => outcomes.filter(outcome => kinds.includes(outcome)).length
  const share = (...kinds: Outcome[]) => count(...kinds) / Math.max(1, n)
  return {
    right: share('right'),
    askedBack: share('askedRight', 'askedWrong'),
    rightOrRefused: share('right', 'askedRight', 'refusedRight'),
    wrong: share('wrong'),
    refusedWrongly: share('refusedWrong'),
    askedBackWrongly: share('askedWrong'),
    refusedRightly: share('refusedRight'),
    n,
    rightOrRefusedInterval: wilson(count('right', 'askedRight', 'refusedRight'), n),
    wrongInterval: wilson(count('wrong'), n),
  }
}
