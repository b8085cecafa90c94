/** A tenant's rules of handing over: one row, checked before it is stored, and made ready for the dialog. */
import { Errors } from 'typebox/value'
import type { TenantQuery } from '../db.ts'
import { conditionProblem } from '../dialog/handover/check.ts'
import { leavesOf } from '../dialog/handover/condition.ts'
import type { HandoverRule } from '../dialog/handover/rules.ts'
import type { Handover } from '../dialog/handover/ruling.ts'
import { DEFAULT_HANDOVER, HandoverSettings } from '../dialog/handover/settings.ts'
import { InvalidInput } from '../errors.ts'
import { compilePatterns, findByPatterns } from '../nlu/entities/custom-patterns.ts'
import { readSetting, writeSetting } from '../setting.ts'
import { normalize } from '../text/normalize.ts'

const KEY = 'handover'

export async function readHandover(db: TenantQuery): Promise<HandoverSettings> {
  return { ...DEFAULT_HANDOVER, ...(await readSetting<Partial<HandoverSettings>>(db, KEY)) }
}

/**
 * Settings written by hand, as JSON: like `GET …/handover` gives them, or some fields of them; the others are those in
 * force. @throws InvalidInput `handover_malformed`.
 */
export function handoverFrom(text: string, inForce: HandoverSettings): HandoverSettings {
  const given = jsonObject(text)
  const inner = given.handover
  const settings = { ...inForce, ...(typeof inner === 'object' && inner !== null ? inner : given) }
  const [problem] = Errors(HandoverSettings, settings)
  if (problem === undefined) return settings
  throw malformed(`${problem.instancePath.slice(1).replaceAll('/', '.') || 'The settings'} ${problem.message}`)
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw malformed('it is no JSON object')
}

const malformed = (problem: string): InvalidInput =>
  new InvalidInput('handover_malformed', `These are no settings of handing over: ${problem}.`, {
    remedy: 'Begin with those in force: GET …/handover; docs/handover.md lists the fields.',
  })

/** @throws InvalidInput as `readyHandover` does: then nothing is stored. */
export async function writeHandover(db: TenantQuery, settings: HandoverSettings): Promise<void> {
  readyHandover(settings)
  await writeSetting(db, KEY, settings)
}

/**
 * The settings with what their conditions need. Their frame is of the schema already; the conditions are looked at here.
 * @throws InvalidInput `rule_malformed`, `rule_repeated` or `rule_pattern`; `params` names the rule and the field.
 */
export function readyHandover(settings: HandoverSettings): Handover {
  const seen = new Set<string>()
  for (const [i, rule] of settings.rules.entries()) {
    if (seen.has(rule.id)) throw repeated(rule, i)
    seen.add(rule.id)
    checkCondition(rule, i)
  }
  const patterns = compileAll(settings.rules)
  const forms = new Map<string, string>()
  return {
    settings,
    tools: {
      normalize(text) {
        // Words of rules are few, and looked up again and again.
        const known = forms.get(text)
        if (known !== undefined) return known
        const form = normalize(text)
        if (forms.size < FORMS_KEPT) forms.set(text, form)
        return form
      },
      matches: (pattern, text) => patterns.get(pattern)?.(text) ?? false,
    },
  }
}

const FORMS_KEPT = 2000

function checkCondition(rule: HandoverRule, i: number): void {
  const problem = conditionProblem(rule.when)
  if (problem === undefined) return
  const field = [`rules.${i}.when`, problem.field].filter(Boolean).join('.')
  throw new InvalidInput('rule_malformed', `“${field}” of the rule “${rule.name}” ${problem.said}.`, {
    remedy: 'Put this field right; docs/handover.md lists the conditions with their fields.',
    params: { rule: rule.name, field, problem: problem.code },
  })
}

const repeated = (rule: HandoverRule, i: number) =>
  new InvalidInput('rule_repeated', `Two rules have the id “${rule.id}”.`, {
    remedy: 'Give each rule an id of its own.',
    params: { rule: rule.name, field: `rules.${i}.id` },
  })

/** The same linear-time engine that finds entities, with its limits. */
function compileAll(rules: readonly HandoverRule[]): Map<string, (text: string) => boolean> {
  const sources = new Map<string, HandoverRule>()
  for (const rule of rules)
    for (const leaf of leavesOf(rule.when)) if (leaf.kind === 'pattern') sources.set(leaf.pattern, rule)
  const compiled = new Map<string, (text: string) => boolean>()
  for (const [source, rule] of sources) {
    const found = ofRule(rule, rules.indexOf(rule), () => compilePatterns([{ name: rule.name, patterns: [source] }]))
    compiled.set(source, text => findByPatterns(found, text).length > 0)
  }
  const last = rules.at(-1)
  if (last !== undefined)
    ofRule(last, rules.length - 1, () => compilePatterns([{ name: last.name, patterns: [...sources.keys()] }]))
  return compiled
}

function ofRule<T>(rule: HandoverRule, i: number, compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const message = error.message.replace(
      /of the entity .*?(?= (?:has|is|also|compiles|brings) )/,
      `of the rule “${rule.name}”`,
    )
    throw new InvalidInput('rule_pattern', message, {
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      value: error.value,
      params: { rule: rule.name, field: `rules.${i}.when`, problem: error.code },
      cause: error,
    })
  }
}
