/** What a company declares of entities of its own: one schema for the YAML file, the API and the row. */
import Type, { type Static } from 'typebox'
import { InvalidInput } from '../../errors.ts'
import { BUILT_IN_KINDS, type BuiltInKind } from '../understanding.ts'

const Words = (maxItems: number) => Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems })

const Value = Type.Object(
  {
    value: Type.String({ minLength: 1, maxLength: 200, description: 'What the entity is: found in a text too.' }),
    synonyms: Type.Optional(
      Type.Object(
        { zh: Type.Optional(Words(200)), en: Type.Optional(Words(200)) },
        { additionalProperties: false, description: 'Other words for it, by language.' },
      ),
    ),
  },
  { additionalProperties: false },
)

const Role = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' }),
    before: Type.Optional(Words(20)),
    after: Type.Optional(Words(20)),
  },
  { additionalProperties: false, description: 'The words right before or behind the entity that give it this role.' },
)

export const CustomEntity = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z][a-z0-9_]{1,59}$',
      description: 'Stable, snake_case; the name of a built-in kind adds to that kind.',
    }),
    values: Type.Optional(Type.Array(Value, { maxItems: 5000 })),
    fuzzy: Type.Optional(
      Type.Boolean({ description: 'Forgive slips in values: typing (en), sound (zh). Default false.' }),
    ),
    patterns: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 300 }), {
        maxItems: 20,
        description: 'RE2 expressions, case does not matter; a first group, where there is one, is the entity.',
      }),
    ),
    shipped: Type.Optional(
      Type.Boolean({ description: 'Of a built-in kind: false turns off what Yingda finds by itself. Default true.' }),
    ),
    roles: Type.Optional(Type.Array(Role, { maxItems: 20 })),
  },
  { additionalProperties: false },
)
export type CustomEntity = Static<typeof CustomEntity>

export const CustomEntities = Type.Array(CustomEntity, { maxItems: 200 })

export function isBuiltIn(name: string): name is BuiltInKind {
  return (BUILT_IN_KINDS as readonly string[]).includes(name)
}

/**
 * Refuses declarations that contradict themselves.
 * @throws InvalidInput `entity_malformed`, naming the entity and what is wrong.
 */
export function checkEntities(entities: readonly CustomEntity[]): void {
  const names = new Set<string>()
  for (const { name, values = [], patterns = [], shipped, roles = [] } of entities) {
    if (names.has(name)) refuse(name, 'is declared twice', 'Put all of it under one name.')
    names.add(name)
    if (shipped !== undefined && !isBuiltIn(name)) {
      refuse(name, 'is no built-in kind, so “shipped” says nothing', `Built-in are ${BUILT_IN_KINDS.join(', ')}.`)
    }
    if (values.length + patterns.length === 0 && !isBuiltIn(name)) {
      refuse(name, 'has neither values nor patterns', 'Say how it is found.')
    }
    for (const role of roles) {
      if ((role.before ?? []).length + (role.after ?? []).length > 0) continue
      refuse(name, `has the role ${role.name} without words before or after`, 'Name the words that give the role.')
    }
  }
}

function refuse(name: string, what: string, remedy: string): never {
  throw new InvalidInput('entity_malformed', `The entity ${name} ${what}.`, {
    remedy,
    value: name,
    params: { entity: name },
  })
}
