import type { VisitorState } from '../../src/client/visitor-client.ts'
import { type Composer, type ComposerActions, createComposer } from './composer.ts'
import { h, ICONS, icon, setText } from './dom.ts'
import { choicesNode } from './message-node.ts'
import type { Locale } from './settings.ts'
import { STYLES } from './styles.ts'
import { fill, type Texts } from './texts.ts'

/** What stands around the log: head, notices, greeting, composer. */
export interface Frame {
  box: HTMLElement
  /** Carries the side (`right`, `left`). */
  side: HTMLElement
  scroll: HTMLElement
  older: HTMLElement
  log: HTMLElement
  pill: HTMLElement
  close: HTMLElement
  /** Filled by talk.ts. */
  wait: HTMLElement
  composer: Composer
  draw(view: FrameView): void
  /** The greeting is ours, not the server's: shown above the first message, never stored. */
  greet(greeting: string, suggestions: readonly string[], view: FrameView): void
}

export interface FrameView {
  state: VisitorState
  texts: Texts
  locale: Locale
  botName: string
  muted: boolean
  /** The line has been down for long enough to say so. */
  down: boolean
  maxText: number
  /** New messages below what is on the screen. */
  fresh: number
}

export interface FrameActions extends ComposerActions {
  /** Where the server is. */
  baseUrl: string
  say(text: string, choice?: string): void
  close(): void
  toggleSound(): void
  showOlder(): void
  toEnd(): void
  scrolled(): void
}

const REFUSALS = ['forbidden', 'protocol_unknown', 'unauthenticated', 'inbox_not_found', 'http_404', 'http_403']

export function createFrame(root: ShadowRoot, mode: 'panel' | 'page', draft: string, act: FrameActions): Frame {
  let texts: Texts
  const name = h('span')
  const badge = h('span', { class: 'badge' })
  const status = h('div', { class: 'status' })
  const face = h('div', { class: 'face', 'aria-hidden': 'true' })
  const mute = h('button', { class: 'round', type: 'button', click: act.toggleSound })
  const close = h('button', { class: 'round', type: 'button', click: act.close }, icon(ICONS.close))
  const head = h(
    'header',
    { class: 'head' },
    face,
    h('div', { class: 'who' }, h('div', { class: 'name' }, name, badge), status),
    mute,
    close,
  )
  const bar = h('div', { class: 'bar', role: 'status' })
  const older = h('button', { class: 'older', type: 'button', click: act.showOlder })
  const hello = h('div')
  const log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' })
  const chips = h('div')
  const dots = h('div', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))
  const scroll = h('div', { class: 'scroll', tabindex: '0', scroll: act.scrolled }, older, hello, log, chips, dots)
  const news = h('span')
  const pill = h('button', { class: 'pill', type: 'button', click: act.toEnd }, icon(ICONS.down, 16), news)
  const wait = h('div', { class: 'wait', role: 'status', hidden: true })
  const composer = createComposer(draft, act)
  const middle = h('div', { class: 'middle' }, scroll, pill)
  const box = h('div', { class: `y ${mode}` }, head, bar, middle, wait, composer.node)
  const side = h('div', {}, box)
  close.hidden = mode === 'page'
  pill.hidden = true
  if (mode === 'panel') box.setAttribute('role', 'dialog')
  adopt(root)
  root.append(side)

  const drawHead = ({ state, botName, locale, muted, down }: FrameView) => {
    const person = state.holder === 'agent' ? (state.agentName ?? texts.statusAgent) : undefined
    const is = down ? 'off' : state.holder
    const words = { bot: texts.statusBot, queue: texts.statusQueue, agent: texts.statusAgent, off: texts.connecting }
    setText(name, person ?? botName)
    setText(badge, texts.badge)
    badge.hidden = !!person
    status.dataset.is = is
    setText(status, state.typing ? `${person ?? botName} ${texts.typing}…` : words[is])
    const letter = person && [...person][0]!
    const look = (person && state.agentAvatar) ?? letter ?? 'bot'
    if (face.dataset.is !== look) {
      // A site whose policy lets no picture in shows the letter.
      const src = act.baseUrl + look
      const picture = letter && look !== letter && h('img', { src, alt: '', error: () => face.replaceChildren(letter) })
      face.replaceChildren(picture || letter || icon(ICONS.bot, 22))
    }
    face.dataset.is = look
    if (mute.dataset.is !== String(muted)) mute.replaceChildren(icon(muted ? ICONS.muted : ICONS.sound))
    mute.dataset.is = String(muted)
    label(mute, muted ? texts.unmute : texts.mute)
    label(close, texts.close)
    box.setAttribute('aria-label', fill(texts.chat, { name: botName }))
    box.lang = locale === 'zh' ? 'zh-CN' : 'en'
    log.setAttribute('aria-label', texts.messages)
    scroll.setAttribute('aria-label', texts.messages)
    setText(older, texts.older)
  }

  const drawNotices = ({ state, down, fresh }: FrameView) => {
    const refused = REFUSALS.includes(state.lastError?.code ?? '') && state.connection !== 'online'
    const line = state.connection === 'connecting' ? texts.connecting : texts.offline
    bar.hidden = !refused && !down
    setText(bar, refused ? texts.refused : down ? line : '')
    dots.hidden = !state.typing
    chips.hidden = state.items.length > 0
    setText(news, fill(fresh === 1 ? texts.newOne : texts.newMany, { n: fresh }))
  }

  const drawComposer = ({ state, maxText }: FrameView) => {
    const last = state.items.findLast(item => item.kind === 'message')
    const asked = last?.kind === 'message' && last.content.choice === 'person' && last.status !== 'failed'
    const person = state.holder === 'bot' ? { label: texts.person, enabled: !asked } : undefined
    composer.update({ texts, maxText, person })
  }

  return {
    ...{ box, side, scroll, older, log, pill, close, composer, wait },
    draw(view) {
      texts = view.texts
      hello.hidden = !older.hidden
      drawHead(view)
      drawNotices(view)
      drawComposer(view)
    },
    greet(greeting, suggestions, { texts }) {
      const honest = h('div', {}, icon(ICONS.bot, 18), texts.intro)
      hello.replaceChildren(h('div', { class: 'intro' }, h('p', {}, greeting), honest))
      const choices = suggestions.map(text => ({ id: '', label: text }))
      chips.replaceChildren(...(choices.length ? [choicesNode(choices, choice => act.say(choice.label))] : []))
    },
  }
}

/** A constructed sheet is no inline style: a strict style-src has nothing to say about it. */
function adopt(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLES)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}

function label(button: HTMLElement, words: string): void {
  button.title = words
  button.setAttribute('aria-label', words)
}
