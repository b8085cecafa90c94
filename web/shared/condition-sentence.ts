/** A condition as people say it. */
import type { Condition, Leaf } from '../../src/dialog/handover/condition.ts'
import type { Finding } from '../../src/dialog/handover/evaluate.ts'
import type { SharedKey, Words } from './i18n.ts'

/** Names for what conditions hold as ids or keys; the key itself where there is none. */
export interface ConditionNames {
  inbox(id: string): string
  intent(name: string): string
}

export const NO_NAMES: ConditionNames = { inbox: id => id.slice(0, 8), intent: name => name }

type T = Words<never>

export function conditionSentence(condition: Condition, t: T, names: ConditionNames = NO_NAMES): string {
  switch (condition.kind) {
    case 'all':
      return joined(condition.of, t('cond.and'), t, names)
    case 'any':
      return joined(condition.of, t('cond.or'), t, names)
    case 'not':
      return t('cond.not', { text: conditionSentence(condition.of, t, names) })
    default:
      return leafSentence(condition, t, names)
  }
}

/** Behind the sentence: what was found, where that is the visitor's and no code of ours. */
export function foundSentence({ condition, found }: Finding, t: T): string {
  return found === undefined || CODES.has(condition.kind) ? '' : ` · ${t('cond.found', { text: found })}`
}

const CODES: ReadonlySet<Leaf['kind']> = new Set(['inbox', 'hours', 'language'])

/** Those that every company has, and that are worth choosing. */
export const ENTITY_KINDS = [
  'money',
  'order_number',
  'number',
  'percent',
  'quantity',
  'duration',
  'date',
  'phone',
  'email',
  'place',
  'url',
]

/** A kind of entity by its name in the page's language; a company's own kinds by theirs. */
export function entityKindName(kind: string, t: T): string {
  const key = `kind.${kind}`
  const name = t(key as SharedKey)
  return name === key ? kind : name
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

function joined(of: readonly Condition[], word: string, t: T, names: ConditionNames): string {
  return of
    .map(each => {
      const sentence = conditionSentence(each, t, names)
      const group = (each.kind === 'all' || each.kind === 'any') && each.of.length > 1 && of.length > 1
      return group ? `(${sentence})` : sentence
    })
    .join(word)
}

function leafSentence(leaf: Leaf, t: T, names: ConditionNames): string {
  switch (leaf.kind) {
    case 'words':
      return t('cond.words', { list: leaf.any.map(text => t('cond.quote', { text })).join(t('cond.word_or')) })
    case 'pattern':
      return t('cond.pattern', { text: leaf.pattern })
    case 'language':
      return t(`cond.language.${leaf.is}`)
    case 'inbox':
      return t('cond.inbox', { text: names.inbox(leaf.is) })
    case 'intent':
      return t('cond.intent', { text: names.intent(leaf.is), share: percent(leaf.from) })
    case 'confidence':
      return t('cond.confidence', { share: percent(leaf.below) })
    case 'entity':
      return t(`cond.entity.${leaf.op}`, { field: entityKindName(leaf.entity, t), text: String(leaf.value ?? '') })
    case 'page':
      return t('cond.page', { text: leaf.contains })
    case 'misses':
      return t('cond.misses', { count: leaf.from })
    case 'hours':
      return t(`cond.hours.${leaf.is}`)
    case 'anger':
      return t('cond.anger', { share: percent(leaf.from) })
    case 'attribute':
      return t(`cond.attribute.${leaf.op}`, { field: leaf.name, text: String(leaf.value ?? '') })
    case 'label':
      return t('cond.label', { text: leaf.is })
    default:
      return leaf satisfies never
  }
}
