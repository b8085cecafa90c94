/** What is known of a contact beyond his name: plan, VIP, orders. Pure: checks what is given, and joins it to what is there. */
import { InvalidInput } from '../errors.ts'
import { ATTRIBUTE_NAME, MAX_ATTRIBUTE_NAME, MAX_ATTRIBUTE_TEXT } from '../message.ts'

export type AttributeValue = string | number | boolean

/** Who set it: the host's site, by its server's signature or by the visitor's browser (`verified` tells), an agent, or a rule of the company's. */
export type AttributeBy =
  | { kind: 'site' }
  | { kind: 'agent'; id: string; name: string }
  | { kind: 'rule'; name: string }

export interface Attribute {
  value: AttributeValue
  /** Covered by the signature of the host's server. */
  verified: boolean
  by: AttributeBy
  /** ISO 8601. */
  at: string
}

export type Attributes = Readonly<Record<string, Attribute>>
/** null takes it away. */
export type GivenAttributes = Readonly<Record<string, AttributeValue | null>>

/** Of one contact. */
export const MAX_ATTRIBUTES = 50
const NAME = new RegExp(ATTRIBUTE_NAME, 'u')

/** @throws InvalidInput `attribute_name_invalid`, `attribute_value_invalid`, `attributes_too_many`. */
export function checkAttributes(given: Readonly<Record<string, unknown>>): GivenAttributes {
  const entries = Object.entries(given)
  if (entries.length > MAX_ATTRIBUTES) throw tooMany(entries.length)
  for (const [name, value] of entries) {
    if (!NAME.test(name)) throw nameInvalid(name)
    if (!isValue(value) && value !== null) throw valueInvalid(name)
  }
  return given as GivenAttributes
}

function isValue(value: unknown): value is AttributeValue {
  if (typeof value === 'string') return value.length <= MAX_ATTRIBUTE_TEXT && !value.includes('\0')
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
}

/** What differs now, for the event; empty when nothing does. */
export interface Joined {
  attributes: Attributes
  changed: Record<string, AttributeValue | null>
}

/**
 * What is given takes the place of what is there; but what only a browser says, or a rule finds, never that of what the
 * host's server signed or an agent wrote, nor a browser's word that of a rule. @throws InvalidInput `attributes_too_many`.
 */
export function joinAttributes(
  there: Attributes,
  given: GivenAttributes,
  from: { by: AttributeBy; verified: boolean; at: string },
): Joined {
  const attributes = new Map(Object.entries(there))
  const changed: Joined['changed'] = {}
  for (const [name, value] of Object.entries(given)) {
    const before = attributes.get(name)
    if (!mayReplace(before, from) || (value === null && before === undefined)) continue
    if (before?.value === value && before.verified === from.verified && before.by.kind === from.by.kind) continue
    if (value === null) attributes.delete(name)
    else attributes.set(name, { value, ...from })
    changed[name] = value
  }
  if (attributes.size > MAX_ATTRIBUTES) throw tooMany(attributes.size)
  return { attributes: Object.fromEntries(attributes), changed }
}

function mayReplace(before: Attribute | undefined, { by, verified }: { by: AttributeBy; verified: boolean }): boolean {
  if (before === undefined || verified || by.kind === 'agent') return true
  if (before.verified || before.by.kind === 'agent') return false
  return by.kind === 'rule' || before.by.kind === 'site'
}

const nameInvalid = (name: string): InvalidInput =>
  new InvalidInput('attribute_name_invalid', 'An attribute cannot be called so.', {
    remedy: `Begin with a letter, then letters, digits, blanks, and . _ - up to ${MAX_ATTRIBUTE_NAME} characters.`,
    value: name,
  })

const valueInvalid = (name: string): InvalidInput =>
  new InvalidInput('attribute_value_invalid', 'An attribute is a text, a number, or true or false.', {
    remedy: `Texts of up to ${MAX_ATTRIBUTE_TEXT} characters; no lists and no objects.`,
    value: name,
  })

const tooMany = (count: number): InvalidInput =>
  new InvalidInput('attributes_too_many', `A contact has at most ${MAX_ATTRIBUTES} attributes.`, { value: count })
