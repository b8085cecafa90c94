/** The dialog as a document with a state diagram, generated from the rules and thresholds themselves. */
import { STATE_KINDS } from './initial-state.ts'
import { RULES } from './machine.ts'
import type { Rule, StateKind } from './rule.ts'
import { THRESHOLD_KEYS, THRESHOLDS } from './thresholds.ts'

const ABOUT: Record<StateKind, string> = {
  idle: 'The bot answers; nothing is on offer.',
  clarifying: 'The bot asked which of two or three answers is meant.',
  offered_person: 'The bot had no answer and offered a person.',
  waiting: 'The conversation waits in the queue for a person.',
  with_agent: 'A person holds the conversation; the bot is silent.',
}

/** docs/dialog.md: the states, the diagram, the rules in their order, and the thresholds. */
export function dialogDocument(): string {
  return [
    '# The dialog',
    '',
    'Generated from `src/dialog/` by `npx tsx scripts/dialog-diagram.ts`: change the rules, then run it again.',
    '',
    'The rules are tried in the order below; the first that applies decides. Before them, the state follows whoever',
    'holds the conversation now: an agent -> `with_agent`, the queue -> `waiting`, the bot -> not these two.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> idle',
    ...edges(),
    '```',
    '',
    '## States',
    '',
    ...STATE_KINDS.map(kind => `- \`${kind}\`: ${ABOUT[kind]}`),
    '',
    '## Rules',
    '',
    '| # | rule | on | in | leads to | |',
    '|---|---|---|---|---|---|',
    ...RULES.map(row),
    '',
    '## Thresholds',
    '',
    '| name | value | from | to | set by |',
    '|---|---|---|---|---|',
    ...THRESHOLD_KEYS.map(key => {
      const { value, min, max, measured } = THRESHOLDS[key]
      return `| \`${key}\` | ${value} | ${min} | ${max} | ${measured} |`
    }),
    '',
  ].join('\n')
}

/** One arrow a pair of states, with the names of all rules that may take it. */
function edges(): string[] {
  return STATE_KINDS.flatMap(from =>
    STATE_KINDS.flatMap(to => {
      const names = RULES.filter(rule => rule.from.includes(from) && rule.to.includes(to)).map(rule => rule.name)
      return names.length === 0 ? [] : [`  ${from} --> ${to}: ${names.join(', ')}`]
    }),
  )
}

function row(rule: Rule, i: number): string {
  const list = (kinds: readonly StateKind[]) => kinds.map(kind => `\`${kind}\``).join(' ')
  return `| ${i + 1} | \`${rule.name}\` | ${rule.on} | ${list(rule.from)} | ${list(rule.to)} | ${rule.about} |`
}
