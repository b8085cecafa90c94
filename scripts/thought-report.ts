/** One question through the engine, for the terminal: understanding, passages with scores, decision. */
import type { Decision } from '../src/dialog/decision.ts'
import type { Understanding } from '../src/nlu/understanding.ts'
import type { Hit } from '../src/retrieval/hit.ts'
import { outputColours, table } from './terminal.ts'

export interface Thought {
  understanding: Understanding
  hits: readonly Hit[]
  decision: Decision
}

const INTENTS_SHOWN = 5
const TITLE_CHARS = 40

export function describeThought({ understanding, hits, decision }: Thought): string[] {
  const { bold } = outputColours
  return [
    bold('Understood'),
    ...describeUnderstanding(understanding),
    '',
    bold('Found'),
    ...(hits.length === 0 ? ['  nothing'] : hitTable(hits)),
    '',
    bold('Decided'),
    ...describeDecision(decision),
  ]
}

function describeUnderstanding({ language, normalized, tokens, entities, intents, outOfScope }: Understanding) {
  const intentLines = table(
    ['  intent', 'confidence'],
    intents.slice(0, INTENTS_SHOWN).map(({ name, confidence }) => [`  ${name}`, confidence.toFixed(3)]),
    [1],
  )
  return [
    `  language      ${language}`,
    `  normalized    ${normalized}`,
    `  tokens        ${tokens.join(' ')}`,
    `  entities      ${entities.map(({ kind, text, value }) => `${kind} ${text} = ${value}`).join('; ') || 'none'}`,
    `  out of scope  ${outOfScope.toFixed(3)}`,
    ...(intents.length === 0 ? ['  intents       none: there is no model'] : intentLines),
  ]
}

function hitTable(hits: readonly Hit[]): string[] {
  return table(
    ['  confidence', 'kind', 'key', 'title', 'bm25', 'vector', 'fused'],
    hits.map(({ confidence, kind, key, title, scores }) => [
      `  ${confidence.toFixed(3)}`,
      kind,
      key,
      cut(title),
      scores.bm25.toFixed(2),
      scores.vector === undefined ? '-' : scores.vector.toFixed(3),
      scores.fused.toFixed(3),
    ]),
    [4, 5, 6],
  )
}

function describeDecision(decision: Decision): string[] {
  const { cyan, dim } = outputColours
  const sure = 'confidence' in decision ? `, confidence ${decision.confidence.toFixed(3)}` : ''
  const about = 'intent' in decision ? ` ${decision.intent}` : 'reason' in decision ? ` (${decision.reason})` : ''
  const text = 'text' in decision ? decision.text.split('\n').map(line => `  ${line}`) : []
  const sources = 'sources' in decision ? decision.sources : []
  const choices = 'choices' in decision ? (decision.choices ?? []) : []
  return [
    `  ${cyan(decision.kind)}${about}  ${dim(`rule ${decision.rule}${sure}`)}`,
    ...text,
    ...sources.map(({ title, url }) => dim(`  source: ${title}${url === undefined ? '' : `  ${url}`}`)),
    ...choices.map(({ id, label }) => `  [${label}] ${dim(id)}`),
  ]
}

const cut = (title: string): string => (title.length > TITLE_CHARS ? `${title.slice(0, TITLE_CHARS)}…` : title)
