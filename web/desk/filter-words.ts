import type { Language } from '../../src/message.ts'
import type { Colleagues } from './api.ts'
import { FILTERS, type Find, type ListFilter } from './use-find.ts'
import type { DeskWords } from './words.ts'

export interface FilterWordsDeps {
  t: DeskWords
  language: Language
  colleagues: Colleagues | undefined
  labels: readonly { id: string; name: string }[] | undefined
  inboxes: readonly { id: string; name: string }[] | undefined
}

/** What narrows a list, in words, in the order of the form. A name that is not known (any more) stays a dash. */
export function filterWords(
  { filter, sort }: Pick<Find, 'filter' | 'sort'>,
  deps: FilterWordsDeps,
): { key: keyof ListFilter | 'sort'; words: string }[] {
  const { t } = deps
  const shown = FILTERS.flatMap(key => {
    const value = filter[key]
    return value === undefined ? [] : [{ key, words: wordsOf(key, value, deps) }]
  })
  return sort === undefined ? shown : [...shown, { key: 'sort' as const, words: t(`sort.${sort}`) }]
}

function wordsOf(key: keyof ListFilter, value: string, deps: FilterWordsDeps): string {
  const { t, language, colleagues, labels, inboxes } = deps
  const name = (all: readonly { id: string; name: string }[] | undefined) =>
    all?.find(one => one.id === value)?.name ?? '–'
  switch (key) {
    case 'inboxId':
      return name(inboxes)
    case 'agentId':
      return name(colleagues?.agents)
    case 'teamId':
      return name(colleagues?.teams)
    case 'labelId':
      return name(labels)
    case 'language':
      return t(value === 'zh' ? 'language.zh' : 'language.en')
    case 'reason':
      return t(`reason.${value}` as Parameters<DeskWords>[0])
    case 'since':
      return t('filter.from_day', { day: day(value, language) })
    case 'until':
      return t('filter.to_day', { day: day(new Date(new Date(value).getTime() - 1).toISOString(), language) })
    default:
      return key satisfies never
  }
}

const day = (iso: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium' }).format(new Date(iso))
