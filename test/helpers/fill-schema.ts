/**
 * Values for a JSON schema in which every text that can be chosen freely is made by the caller: so that a test reaches
 * each field of each route and frame, also one that is added tomorrow.
 */

export interface Schema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema | Schema[]
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
}

export interface Filler {
  /** A text for the field; undefined: what the field asks for. `path` as `settings.botName.zh`. */
  text(path: string, schema: Schema): string | undefined
  /** Values that must be right, such as ids of things that are there; by path or by the field's own name. */
  known?: Record<string, unknown>
}

/** Every field filled, also the optional ones; of alternatives the first that has a text to be filled. */
export function fill(schema: Schema, filler: Filler, path = ''): unknown {
  const { known = {} } = filler
  const name = path.split('.').at(-1) ?? ''
  if (path in known) return known[path]
  if (name !== '' && name in known) return known[name]
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fill(choices.find(hasText) ?? choices[0]!, filler, path)
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(one => fill(one, filler, path)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'object':
      return fillObject(schema, filler, path)
    case 'array':
      return fillArray(schema, filler, path)
    case 'string':
      return filler.text(path, schema) ?? plainText(schema)
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(schema.maximum ?? 1, 1))
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return filler.text(path, schema) ?? 'x'
  }
}

function fillObject(schema: Schema, filler: Filler, path: string): Record<string, unknown> {
  const below = (name: string) => (path === '' ? name : `${path}.${name}`)
  const filled = Object.entries(schema.properties ?? {}).map(([name, one]) => [name, fill(one, filler, below(name))])
  return Object.fromEntries(filled)
}

function fillArray(schema: Schema, filler: Filler, path: string): unknown[] {
  const items = Array.isArray(schema.items) ? schema.items : [schema.items ?? {}]
  const count = Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 1, 1))
  return Array.from({ length: count }, (_, index) => fill(items[index % items.length]!, filler, `${path}[]`))
}

/** What a field of this form takes, without any freedom. */
export function plainText(schema: Schema): string {
  switch (schema.format) {
    case 'uuid':
      return '00000000-0000-7000-8000-000000000000'
    case 'email':
      return 'somebody@example.com'
    case 'date-time':
      return '2026-01-01T00:00:00.000Z'
    case 'uri':
      return 'https://shop.example/'
  }
  if (schema.pattern?.startsWith('^#')) return '#1f7a5c'
  if (schema.pattern?.includes('http')) return 'https://shop.example'
  return 'x'.repeat(Math.max(1, schema.minLength ?? 1))
}

const hasText = (schema: Schema): boolean =>
  (schema.type === 'string' && schema.const === undefined && schema.enum === undefined) ||
  Object.values(schema.properties ?? {}).some(hasText) ||
  (schema.anyOf ?? schema.oneOf ?? []).some(hasText) ||
  (schema.items !== undefined && [schema.items].flat().some(hasText))
