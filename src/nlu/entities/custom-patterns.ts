import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import { InvalidInput } from '../../errors.ts'
import type { Entity } from '../understanding.ts'
import type { CustomEntity } from './custom-entity.ts'
import { entityAt } from './entity-finder.ts'
import { orderNumberValue } from './order-number.ts'

export interface CustomPattern {
  kind: string
  pattern: RE2JS
}

/** Steps of a compiled pattern, and of all: time is steps x text. 200 steps on 1,000 characters of the worst kind take 15 ms. */
const MOST_STEPS = 200
const MOST_STEPS_TOGETHER = 1000
/** Longest part of a text that patterns are looked for in, in UTF-16 code units. */
const SCANNED = 1000
const LATIN = /[a-z0-9]/i
/** What other engines have and RE2 has not, by how RE2 names the place. */
const UNSUPPORTED: readonly [RegExp, string][] = [
  [/^\(\?<?[=!]/, 'a look ahead or behind'],
  [/^\\[1-9k]/, 'a back reference'],
  [/^\(\?>|[*+?}]\+$/, 'an atomic group or possessive repetition'],
  [/^\(\?\(/, 'a condition'],
]

/**
 * Compiles the patterns of all entities. RE2 takes time linear in the text, whatever the pattern.
 * @throws InvalidInput `pattern_unsupported`, `pattern_empty` or `pattern_too_large`, naming entity, pattern and place.
 */
export function compilePatterns(entities: readonly CustomEntity[]): CustomPattern[] {
  const compiled = entities.flatMap(({ name, patterns = [] }) =>
    patterns.map(source => ({ kind: name, source, pattern: compile(name, source) })),
  )
  let steps = 0
  for (const { kind, source, pattern } of compiled) {
    steps += pattern.programSize()
    if (pattern.programSize() > MOST_STEPS) refuse(kind, source, 'pattern_too_large', TOO_LARGE, SHORTER)
    if (steps > MOST_STEPS_TOGETHER) refuse(kind, source, 'pattern_too_large', ALL_TOO_LARGE, SHORTER)
  }
  return compiled
}

const TOO_LARGE = `compiles to more than ${MOST_STEPS} steps`
const ALL_TOO_LARGE = `brings the patterns of all entities to more than ${MOST_STEPS_TOGETHER} steps`
const SHORTER = 'Repeat fewer times: \\d{6} in place of \\d{1,300}.'

/** What the patterns find, those declared first before the others; never in the middle of a Latin word or a number. */
export function findByPatterns(patterns: readonly CustomPattern[], text: string): Entity[] {
  const scanned = text.slice(0, SCANNED)
  return patterns.flatMap(({ kind, pattern }) => findOne(kind, pattern, scanned))
}

function findOne(kind: string, pattern: RE2JS, text: string): Entity[] {
  const found: Entity[] = []
  const matcher = pattern.matcher(text)
  while (matcher.find()) {
    const group = matcher.groupCount() > 0 && matcher.start(1) >= 0 ? 1 : 0
    const [start, end] = [matcher.start(group), matcher.end(group)]
    if (start === end || isInside(text, start) || isInside(text, end)) continue
    const word = text.slice(start, end)
    found.push(entityAt(text, kind, start, end, kind === 'order_number' ? orderNumberValue(word) : word))
  }
  return found
}

function isInside(text: string, at: number): boolean {
  return LATIN.test(text[at - 1] ?? '') && LATIN.test(text[at] ?? '')
}

function compile(name: string, source: string): RE2JS {
  let pattern: RE2JS
  try {
    pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    const place = error instanceof RE2JSSyntaxException ? (error.getPattern() ?? '') : ''
    const known = UNSUPPORTED.find(([sign]) => sign.test(place))?.[1]
    const what = known ? `has ${known}, which RE2 cannot do` : 'is not understood'
    return refuse(name, source, 'pattern_unsupported', `${what}: ${place || error.message}`, SYNTAX)
  }
  if (pattern.matches(''))
    refuse(name, source, 'pattern_empty', 'also matches nothing at all', 'Ask for one character at least.')
  return pattern
}

const SYNTAX = 'Write it in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax).'

function refuse(entity: string, pattern: string, code: string, what: string, remedy: string): never {
  throw new InvalidInput(code, `The pattern “${pattern}” of the entity ${entity} ${what}.`, {
    remedy,
    value: pattern,
    params: { entity },
  })
}
