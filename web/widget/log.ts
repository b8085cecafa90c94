import type { EventItem, Item, MessageItem } from '../../src/client/timeline.ts'
import type { Choice } from '../../src/message.ts'
import { type Child, h, ICONS, icon } from './dom.ts'
import { link, renderMarkdown, renderPlain } from './markdown.ts'
import { choicesNode, messageNode } from './message-node.ts'
import type { Locale } from './settings.ts'
import { fill, type Texts, timeOf } from './texts.ts'

export interface LogView {
  items: readonly Item[]
  /** How many of the newest are on the screen. */
  shown: number
  locale: Locale
  texts: Texts
  botName: string
  /** The line is there: `sending` will not take long. */
  online: boolean
  /** The agents have read up to here, in this conversation. */
  agentRead: number
  conversationId?: string | undefined
}

export interface LogActions {
  choose(choice: Choice): void
  retry(clientMessageId: string): void
  rate(item: MessageItem, helpful: boolean): void
  /** Beside the socket. */
  post(what: string, body: unknown): Promise<Response>
  /** Where a passage of the knowledge can be read. */
  sourceUrl(passageId: string): string
}

/** One row of the log. Its node is kept while `look` stays the same, and never changes places with another. */
interface Row {
  key: string
  look: string
  make(): HTMLElement
}

const PAUSE_MS = 10 * 60_000

/** Draws into `root` and returns a function that redraws. */
export function createLog(root: HTMLElement, actions: LogActions): (view: LogView) => void {
  let drawn = new Map<string, { look: string; node: HTMLElement }>()
  let wasDrawn = false

  return view => {
    const rows = rowsOf(view, actions)
    const next: typeof drawn = new Map()
    for (const row of rows) {
      const old = drawn.get(row.key)
      const kept = old?.look === row.look ? old : { look: row.look, node: row.make() }
      if (!old && wasDrawn) kept.node.classList.add('new')
      next.set(row.key, kept)
    }
    for (const [key, { node }] of drawn) if (next.get(key)?.node !== node) node.remove()
    let place = root.firstChild
    for (const { node } of next.values()) {
      if (node === place) place = place.nextSibling
      else root.insertBefore(node, place)
    }
    drawn = next
    for (const item of view.items) if (item.kind === 'message') mark(drawn.get(item.key)?.node, item)
    wasDrawn = true
  }
}

/** A change of state is a class on the node that is there: a new node would be read aloud again. */
function mark(node: HTMLElement | undefined, item: MessageItem): void {
  node?.classList.toggle('waits', item.status === 'sending')
  node?.classList.toggle('bad', item.status === 'failed')
}

function rowsOf(view: LogView, actions: LogActions): Row[] {
  const items = view.items
    .filter((item, i, all) => isShown(item) || isAsking(item, all.slice(i), view))
    .filter((item, i, shown) => !isEnd(item, 'closed') || !isEnd(shown[i + 1], 'resolved'))
  const from = Math.max(0, items.length - view.shown)
  const rows: Row[] = []
  const lastMessage = items.findLastIndex(item => item.kind === 'message')
  const lastMine = items.findLastIndex(
    item => item.kind === 'message' && item.sender.kind === 'visitor' && item.status !== 'failed',
  )
  for (let i = from; i < items.length; i++) {
    const item = items[i]!
    const before = i > from ? items[i - 1] : undefined
    const time = separator(item, before, view)
    if (time) rows.push(time)
    if (item.kind === 'event') {
      rows.push(item.body.kind === 'rating_asked' ? formRow(item, view, actions) : lineOf(item, view))
      continue
    }
    if (item.recalled) {
      rows.push(lineRow(item, view.texts.recalled, view))
      continue
    }
    const first = !!time || before?.kind !== 'message' || who(before) !== who(item)
    rows.push(messageRow(item, first, view, actions))
    const state = stateRow(item, i === lastMine, view, actions)
    if (state) rows.push(state)
    if (i !== lastMessage) continue
    if (item.sender.kind === 'bot' && item.content.sources?.length) rows.push(ratingRow(item, view, actions))
    if (item.content.choices?.length) rows.push(choicesRow(item, item.content.choices, actions))
  }
  return rows
}

function isShown(item: Item): boolean {
  if (item.kind === 'message') return true
  const { kind } = item.body
  if (kind === 'handoff_changed' || kind === 'parked' || kind === 'rated') return true
  return item.body.kind === 'status_changed' && item.body.status === 'resolved'
}

/** Asked and not answered, here and now: a visitor who goes on with the bot is not stopped for it. */
function isAsking(item: Item, from: readonly Item[], { conversationId }: LogView): boolean {
  if (item.kind !== 'event' || item.body.kind !== 'rating_asked' || item.conversationId !== conversationId) return false
  const { by } = item.body
  return !from.some(later =>
    later.kind === 'event'
      ? later.body.kind === 'rated' && later.body.asked === item.seq
      : by === 'bot' && later.sender.kind === 'visitor',
  )
}

/** An agent who closes ends his part and the conversation: one line says both. */
function isEnd(item: Item | undefined, how: 'closed' | 'resolved'): boolean {
  if (item?.kind !== 'event') return false
  return (
    (item.body.kind === 'handoff_changed'
      ? item.body.state
      : item.body.kind === 'status_changed' && item.body.status) === how
  )
}

function who(item: MessageItem): string {
  return `${item.sender.kind}:${item.sender.id ?? item.sender.name ?? ''}`
}

function separator(item: Item, before: Item | undefined, { locale }: LogView): Row | undefined {
  const [at, last] = [new Date(item.at), before && new Date(before.at)]
  const sameDay = last?.toDateString() === at.toDateString()
  if (sameDay && (item.kind === 'event' || at.getTime() - last.getTime() < PAUSE_MS)) return undefined
  const text = timeOf(item.at, locale, !sameDay)
  return {
    key: `${item.key}@`,
    look: text,
    make: () => h('div', { class: 'sep' }, h('time', { datetime: item.at }, text)),
  }
}

/** The form is a chunk of its own: most visitors never see it. */
function formRow(item: EventItem, { locale }: LogView, { post }: LogActions): Row {
  const make = () => {
    const row = h('div', { class: 'csat' })
    import('./rating.ts').then(
      ({ fillRatingForm }) => fillRatingForm(row, item, locale, post),
      () => row.remove(),
    )
    return row
  }
  return { key: item.key, look: locale, make }
}

const lineOf = (item: EventItem, view: LogView): Row => lineRow(item, happening(item, view.texts), view)

function lineRow(item: Item, what: string, { locale }: LogView): Row {
  const text = `${what} · ${timeOf(item.at, locale, false)}`
  return { key: item.key, look: text, make: () => h('div', { class: 'line' }, h('span', {}, text)) }
}

function happening({ body }: EventItem, texts: Texts): string {
  if (body.kind === 'parked') return body.reason === 'call_back' ? texts.callNoted : texts.messageLeft
  if (body.kind === 'rated') return `${texts.rated} ${'★'.repeat(body.score)}${'☆'.repeat(5 - body.score)}`
  if (body.kind === 'status_changed' && body.reason === 'inactivity') return texts.inactive
  if (body.kind !== 'handoff_changed') return texts.resolved
  switch (body.state) {
    case 'waiting':
      return texts.waiting
    case 'assigned':
      return body.agent ? fill(texts.joined, { name: body.agent.name }) : texts.joinedSomebody
    case 'returned_to_queue':
      return body.transferred ? texts.transferred : texts.requeued
    case 'returned_to_bot':
      return texts.returned
    case 'closed':
      return texts.closed
  }
}

function messageRow(item: MessageItem, first: boolean, { texts, botName, locale }: LogView, actions: LogActions): Row {
  const mine = item.sender.kind === 'visitor'
  const name = mine ? texts.you : (item.sender.name ?? (item.sender.kind === 'agent' ? texts.statusAgent : botName))
  const look = [first, name, item.content.format, locale, item.content.text].join('|')
  const make = () => {
    const node = messageNode(
      { mine, first, name, isBot: item.sender.kind === 'bot', badge: texts.badge },
      contentOf(item, texts, actions),
    )
    node.title = timeOf(item.at, locale, true)
    return node
  }
  return { key: item.key, look, make }
}

function contentOf({ content }: MessageItem, texts: Texts, { sourceUrl }: LogActions): Child[] {
  const { sources } = content
  const body = content.format === 'markdown' ? renderMarkdown(content.text) : renderPlain(content.text)
  if (!sources?.length) return [body]
  const shown = sources.map(({ url = '', passageId, title }) => {
    const made = link(passageId ? sourceUrl(passageId) : url, title)
    if (typeof made === 'string') return h('i', {}, made)
    made.append(icon(ICONS.link, 13))
    return made
  })
  return [body, h('div', { class: 'sources' }, h('i', {}, `${texts.sources}:`), ...shown)]
}

function stateRow(item: MessageItem, last: boolean, view: LogView, actions: LogActions): Row | undefined {
  if (item.sender.kind !== 'visitor') return undefined
  const { texts } = view
  const key = `${item.key}?`
  if (item.status === 'failed') {
    const text =
      item.error === 'text_too_long'
        ? texts.failedLong
        : item.error === 'visitor_blocked'
          ? texts.failedBlocked
          : texts.failed
    const retry = () => actions.retry(item.clientMessageId!)
    const make = () => h('button', { class: 'state', type: 'button', click: retry }, icon(ICONS.alert, 14), text)
    return { key, look: text, make }
  }
  if (item.status === 'sending' && !view.online) return stateText(key, texts.offlineKept)
  if (!last) return undefined
  if (item.status === 'sending') return stateText(key, texts.sending)
  const read = item.conversationId === view.conversationId && item.seq! <= view.agentRead
  return stateText(key, read ? texts.read : texts.sent)
}

/** Said once: the buttons give way to thanks. */
function ratingRow(item: MessageItem, { texts }: LogView, { rate }: LogActions): Row {
  const make = () => {
    const row = h('div', { class: 'rate' }, texts.helpful)
    for (const [helpful, label] of [
      [true, texts.yes],
      [false, texts.no],
    ] as const) {
      const press = () => {
        rate(item, helpful)
        row.replaceChildren(texts.thanks)
      }
      row.append(h('button', { class: 'small', type: 'button', click: press }, label))
    }
    return row
  }
  return { key: `${item.key}*`, look: texts.helpful, make }
}

function stateText(key: string, text: string): Row {
  // Not for the screen reader: after each message it would say "sent".
  return { key, look: text, make: () => h('div', { class: 'state', 'aria-hidden': 'true' }, text) }
}

function choicesRow(item: MessageItem, choices: readonly Choice[], actions: LogActions): Row {
  return {
    key: `${item.key}!`,
    look: choices.map(choice => `${choice.id} ${choice.label}`).join('|'),
    make: () => choicesNode(choices, actions.choose),
  }
}
