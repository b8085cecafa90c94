/** The form that asks for a rating: fetched when somebody is asked, which is once in a conversation at most. */
import type { EventItem } from '../../src/client/timeline.ts'
import { h, icon, setText } from './dom.ts'
import { RATING_STYLES } from './rating-styles.ts'
import { RATING_TEXTS } from './rating-texts.ts'
import type { Locale } from './settings.ts'

const STAR = 'M12 3.2l2.7 5.6 6.1.8-4.5 4.3 1.1 6.1-5.4-3-5.4 3 1.1-6.1-4.5-4.3 6.1-.8z'
/** As MAX_RATING_WORDS of the server. */
const MAX_WORDS = 1000
const dressed = new WeakSet<object>()

/** Sends beside the socket; the same body again is the same rating. */
export type Post = (what: string, body: unknown) => Promise<Response>

/** Fills the empty row with five stars, then room for words. What could not be sent may be tried again. */
export function fillRatingForm(row: HTMLElement, item: EventItem, locale: Locale, post: Post): void {
  dress(row.getRootNode())
  const texts = RATING_TEXTS[locale]
  const labels = [texts.one, texts.two, texts.three, texts.four, texts.five]
  const agent = item.body.kind === 'rating_asked' ? item.body.agent : undefined
  const title = agent ? texts.agent.replace('{name}', agent.name) : texts.bot
  let score = 0
  const said = h('div', { class: 'said', 'aria-live': 'polite' })
  const words = h('textarea', { maxlength: String(MAX_WORDS), placeholder: texts.words, 'aria-label': texts.words })
  const go = h('button', { class: 'go', type: 'button' }, texts.send)
  const oops = h('div', { class: 'oops', role: 'alert' })
  const more = h('div', {}, words, go)
  const stars = labels.map((label, i) =>
    h(
      'button',
      { class: 'star', type: 'button', 'aria-label': label, 'aria-pressed': 'false', click: () => choose(i + 1) },
      icon(STAR, 28),
    ),
  )
  const choose = (chosen: number) => {
    score = chosen
    more.hidden = false
    setText(said, labels[chosen - 1]!)
    stars.forEach((star, i) => {
      star.classList.toggle('on', i < chosen)
      star.setAttribute('aria-pressed', String(i === chosen - 1))
    })
  }
  go.addEventListener('click', async () => {
    go.disabled = true
    setText(oops, '')
    const stored = await send(item, score, words.value.trim(), post).catch(() => false)
    go.disabled = stored
    if (!stored) setText(oops, texts.failed)
  })
  more.hidden = true
  row.setAttribute('role', 'group')
  row.setAttribute('aria-label', title)
  row.append(h('p', {}, title), h('div', { class: 'stars' }, ...stars), said, more, oops)
}

/** A refusal as a conflict means that it is rated already. */
async function send({ conversationId, seq }: EventItem, score: number, words: string, post: Post): Promise<boolean> {
  const clientMessageId = `rate-${conversationId}-${seq}`
  const { ok, status } = await post('ratings', { clientMessageId, conversationId, asked: seq, score, words })
  return ok || status === 409
}

/** Once for each root. A constructed sheet is no inline style. */
function dress(root: Node): void {
  if (!(root instanceof ShadowRoot) || dressed.has(root)) return
  dressed.add(root)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(RATING_STYLES)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}
