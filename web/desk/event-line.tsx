import type { ReactNode } from 'react'
import type { EventItem } from '../../src/client/timeline.ts'
import type { Language } from '../../src/message.ts'
import { formatDue, formatFull, formatMoment } from '../shared/time.ts'
import { type DeskWords, useDeskWords } from './words.ts'

/** One clear line in the log, with its time. */
export function EventLine({ item }: { item: EventItem }): ReactNode {
  const { t, language } = useDeskWords()
  return (
    <div className={item.body.kind === 'note' ? 'event-line note' : 'event-line'}>
      {eventWords(item, t, language)}
      <time dateTime={item.at} title={formatFull(item.at, language)} className="num">
        {formatMoment(item.at, language)}
      </time>
    </div>
  )
}

function contactWords(
  { name, email, phone, attributes = {} }: Extract<EventItem['body'], { kind: 'contact_changed' }>,
  sender: EventItem['sender'],
  t: DeskWords,
): string {
  const told = Object.entries(attributes).map(([key, value]) => `${key} = ${value ?? '—'}`)
  const contact = [name, email, phone, ...told].filter(Boolean).join(' · ')
  if (sender.kind === 'bot') return t('event.contact_rule', { contact })
  if (sender.kind !== 'agent') return t(told.length === 0 ? 'event.contact' : 'event.contact_site', { contact })
  const agent = sender.name ?? t('sender.agent')
  return contact === '' ? t('event.contact_emptied', { agent }) : t('event.contact_by', { agent, contact })
}

function eventWords({ body, sender }: EventItem, t: DeskWords, language: Language): string {
  switch (body.kind) {
    case 'handoff_changed': {
      const named = body.agent?.name ?? sender.name
      // The note before it says by whom and to whom.
      if (body.state === 'returned_to_queue' && body.transferred === true) return t('event.transferred')
      // Nobody gave it back: the agent's connection lapsed.
      if (body.state === 'returned_to_queue' && named === undefined) return t('event.back_in_queue')
      const agent = named ?? t('sender.agent')
      const reason = body.reason === undefined ? '' : t(`reason.${body.reason}`)
      if (body.state === 'waiting' && reason !== '') return t('event.waiting_because', { reason })
      return t(`event.${body.state}`, { agent })
    }
    case 'parked': {
      const agent = sender.name ?? t('sender.agent')
      return t(`event.parked.${body.reason}`, { agent, due: formatDue(body.dueAt, language) })
    }
    case 'unparked':
      return t(`event.unparked.${body.because}`, { agent: sender.name ?? t('sender.agent') })
    case 'status_changed':
      return t(body.reason === undefined ? `event.${body.status}` : `event.resolved.${body.reason}`)
    case 'note': {
      const agent = sender.name ?? t('sender.agent')
      if (body.transfer === undefined) return t('event.note', { agent, note: body.text })
      const to = body.transfer.name
      return body.text === ''
        ? t('event.transfer', { agent, to })
        : t('event.transfer_note', { agent, to, note: body.text })
    }
    case 'labels_changed':
      return labelWords(body, sender.name ?? t('sender.agent'), t)
    case 'blocked': {
      const agent = sender.name ?? t('sender.agent')
      return t(body.blocked ? 'event.blocked' : 'event.unblocked', { agent })
    }
    case 'rating_asked':
      return t(`event.rating_asked.${body.by}`, { agent: body.agent?.name ?? t('sender.agent') })
    case 'rated': {
      const stars = '★'.repeat(body.score) + '☆'.repeat(5 - body.score)
      const rated = t('event.rated', { stars, count: body.score })
      return body.words === '' ? rated : `${rated} ${t('event.rated_words', { words: body.words })}`
    }
    case 'contact_changed':
      return contactWords(body, sender, t)
    default:
      return body satisfies never
  }
}

function labelWords(
  { added, removed }: Extract<EventItem['body'], { kind: 'labels_changed' }>,
  agent: string,
  t: DeskWords,
): string {
  const names = (labels: readonly { name: string }[]) => labels.map(label => label.name).join(' · ')
  if (removed.length === 0) return t('event.labels_added', { agent, labels: names(added) })
  if (added.length === 0) return t('event.labels_removed', { agent, labels: names(removed) })
  return t('event.labels_changed', { agent, added: names(added), removed: names(removed) })
}
