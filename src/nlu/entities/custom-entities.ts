import type { Entity } from '../understanding.ts'
import { type CustomEntity, checkEntities } from './custom-entity.ts'
import { type CustomLists, compileLists } from './custom-lists.ts'
import { type CustomPattern, compilePatterns } from './custom-patterns.ts'
import { lowerCase, plainForm } from './entity-finder.ts'

/** A company's own entities, ready to be found. */
export interface CompiledEntities {
  patterns: readonly CustomPattern[]
  lists: CustomLists
  /** Built-in kinds that are turned off. */
  off: ReadonlySet<string>
  roles: ReadonlyMap<string, readonly Role[]>
}

interface Role {
  name: string
  before: readonly string[]
  after: readonly string[]
}

/** Looked at on each side of an entity for the words of a role, in UTF-16 code units. */
const AROUND = 120

/**
 * Makes declarations ready for `findEntities`; some ms for thousands of values.
 * @throws InvalidInput `entity_malformed`, `pattern_unsupported`, `pattern_empty`, `pattern_too_large`.
 */
export function compileEntities(entities: readonly CustomEntity[]): CompiledEntities {
  checkEntities(entities)
  return {
    patterns: compilePatterns(entities),
    lists: compileLists(entities),
    off: new Set(entities.filter(({ shipped }) => shipped === false).map(({ name }) => name)),
    roles: new Map(
      entities.flatMap(({ name, roles = [] }) =>
        roles.length === 0
          ? []
          : [[name, roles.map(role => ({ name: role.name, before: plain(role.before), after: plain(role.after) }))]],
      ),
    ),
  }
}

/** The entity with the role that the words around it give; the longest of several such words decides. */
export function withRole({ roles }: CompiledEntities, text: string, entity: Entity): Entity {
  const declared = roles.get(entity.kind)
  if (declared === undefined) return entity
  const before = lowerCase(text.slice(Math.max(0, entity.start - AROUND), entity.start)).trimEnd()
  const after = lowerCase(text.slice(entity.end, entity.end + AROUND)).trimStart()
  let best: { name: string; length: number } | undefined
  for (const role of declared) {
    const lengths = [
      ...role.before.filter(word => endsWithWord(before, word)),
      ...role.after.filter(word => startsWithWord(after, word)),
    ].map(word => word.length)
    const length = Math.max(0, ...lengths)
    if (length > (best?.length ?? 0)) best = { name: role.name, length }
  }
  return best === undefined ? entity : { ...entity, role: best.name }
}

const plain = (words: readonly string[] = []): string[] => words.map(word => lowerCase(plainForm(word)).trim())

/** "to" in "go to Paris", not in "ditto Paris". */
function endsWithWord(text: string, word: string): boolean {
  return text.endsWith(word) && !(isLatin(text.at(-word.length - 1)) && isLatin(word[0]))
}

function startsWithWord(text: string, word: string): boolean {
  return text.startsWith(word) && !(isLatin(text[word.length]) && isLatin(word.at(-1)))
}

const isLatin = (character = ''): boolean => /[a-z0-9]/.test(character)
