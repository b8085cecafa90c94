/**
 * The chat itself, in the shadow root that it is given: as a panel beside the launcher, or as a whole page. Fetched
 * at the first click only.
 */
import type { MessageItem } from '../../src/client/timeline.ts'
import { type Contact, createVisitorClient, type VisitorState } from '../../src/client/visitor-client.ts'
import { accentsOf } from './colour.ts'
import { createComposer } from './composer.ts'
import { h, ICONS, icon, setText } from './dom.ts'
import { choicesNode, createLog, messageNode } from './log.ts'
import { renderMarkdown } from './markdown.ts'
import {
  chooseLocale,
  DEFAULT_COLOUR,
  type Emit,
  type InboxConfig,
  isColour,
  type Locale,
  type Settings,
} from './settings.ts'
import { createSound } from './sound.ts'
import { browserStorage } from './storage.ts'
import { STYLES } from './styles.ts'
import { fill, TEXTS, type Texts } from './texts.ts'

export interface PanelOptions {
  root: ShadowRoot
  settings: Settings
  baseUrl: string
  mode: 'panel' | 'page'
  emit: Emit
  /** Escape or the close button: the launcher takes over. */
  onClose(): void
  onUnread(count: number): void
  /** The inbox's colour and side, when known. */
  onLook(look: { colour: string; on: string; position: 'right' | 'left'; name: string }): void
}

export interface Panel {
  open(): void
  close(): void
  setLocale(locale: Settings['locale']): void
  identify(contact: Contact): void
  destroy(): void
}

const SHOWN_AT_FIRST = 40
const SHOWN_MORE = 60
const MAX_TEXT = 4000
/** A reconnect shorter than this is not worth a word. */
const BAR_AFTER_MS = 1500
const NEAR_END_PX = 60

export function mountPanel(options: PanelOptions): Panel {
  const { root, settings, mode, emit } = options
  const storage = browserStorage()
  const key = (name: string) => `yingda:${settings.inboxId}:${name}`
  const store = (name: string, value: string) => {
    try {
      storage.setItem(key(name), value)
    } catch {
      // Full: only comfort is lost.
    }
  }
  const client = createVisitorClient({
    baseUrl: options.baseUrl,
    inboxId: settings.inboxId,
    storage,
    page: () => ({
      url: location.href.split('#')[0]!.slice(0, 2000),
      title: document.title.slice(0, 300),
      locale,
    }),
  })
  const sound = createSound()
  let locale = chooseLocale(settings.locale)
  let config: InboxConfig | undefined = readConfig(storage.getItem(key('config')))
  let opened = false
  let shown = SHOWN_AT_FIRST
  let muted = storage.getItem(key('muted')) === '1'
  let fresh = 0
  let barTimer: ReturnType<typeof setTimeout> | undefined
  let barDue = false
  let frame = 0
  let heard: string | undefined
  let holder: VisitorState['holder'] = 'bot'
  let atEnd = true

  const ui = build()
  const drawLog = createLog(ui.log, {
    choose: choice => say(choice.label, choice.id),
    retry: id => client.retry(id),
  })

  function build() {
    const name = h('span')
    const badge = h('span', { class: 'badge' })
    const status = h('div', { class: 'status' })
    const face = h('div', { class: 'face', 'aria-hidden': 'true' })
    const mute = h('button', { class: 'round', type: 'button', click: toggleSound })
    const close = h('button', { class: 'round', type: 'button', click: () => options.onClose() }, icon(ICONS.close))
    close.hidden = mode === 'page'
    const bar = h('div', { class: 'bar', role: 'status' })
    const older = h('button', { class: 'older', type: 'button', click: showOlder })
    const hello = h('div')
    const log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' })
    const dots = h('div', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))
    const chips = h('div')
    const scroll = h('div', { class: 'scroll', tabindex: '0', scroll: onScroll }, older, hello, log, chips, dots)
    const pill = h('button', { class: 'pill', type: 'button', click: toEnd })
    const waitText = h('span')
    const waitBack = h('button', { class: 'small', type: 'button', click: () => say(texts().bot, 'bot') })
    const wait = h('div', { class: 'wait', role: 'status' }, waitText, waitBack)
    const composer = createComposer(storage.getItem(key('draft')) ?? '', {
      send: text => say(text),
      typing: on => client.typing(on),
      person: () => say(texts().person, 'person'),
      keep: draft => store('draft', draft),
    })
    const head = h(
      'header',
      { class: 'head' },
      face,
      h('div', { class: 'who' }, h('div', { class: 'name' }, name, badge), status),
      mute,
      close,
    )
    const middle = h('div', { class: 'middle' }, scroll, pill)
    const box = h(
      'div',
      { class: `y ${mode}`, keydown: onKey, pointerdown: sound.allow },
      head,
      bar,
      middle,
      wait,
      composer.node,
    )
    if (mode === 'panel') box.setAttribute('role', 'dialog')
    box.hidden = mode === 'panel'
    adopt(root)
    const holder = h('div', {}, box)
    root.append(holder)
    const watcher = new ResizeObserver(() => atEnd && toEnd())
    watcher.observe(scroll)
    return {
      ...{ name, badge, status, face, mute, close, bar, older, hello, log, dots, chips, scroll, pill, wait },
      ...{ waitText, waitBack, composer, box, holder, watcher },
    }
  }

  const texts = (): Texts => TEXTS[locale]
  const botName = () => config?.inbox.botName?.[locale] || texts().botName
  const visible = () => opened && document.visibilityState === 'visible'

  function say(text: string, choice?: string) {
    client.send(text, choice)
    atEnd = true
    draw()
    toEnd()
  }

  function toggleSound() {
    muted = !muted
    store('muted', muted ? '1' : '')
    sound.allow()
    if (!muted) sound.play()
    draw()
  }

  /** Now: the client's state has changed. On the screen: with the next frame. */
  function changed() {
    const state = client.state()
    options.onUnread(visible() && atEnd ? 0 : state.unread)
    listen(state)
    if (state.holder !== holder) {
      holder = state.holder
      emit('handoff', state.agentName ? { holder, agentName: state.agentName } : { holder })
    }
    watchLine(state)
    frame ||= requestAnimationFrame(() => {
      frame = 0
      draw()
    })
  }

  /** Tell of what others said since we caught up, once each. */
  function listen(state: VisitorState) {
    if (!state.caughtUp) return
    const told = state.items.filter(isTold)
    const from = heard === undefined ? told.length : told.findIndex(item => item.key === heard) + 1
    heard = told[told.length - 1]?.key ?? ''
    for (const { sender, content } of told.slice(from)) {
      const from = sender.kind === 'agent' ? 'agent' : 'bot'
      emit('message', sender.name ? { from, name: sender.name, text: content.text } : { from, text: content.text })
      if (!muted && !visible()) sound.play()
      if (!atEnd) fresh += 1
    }
  }

  function watchLine({ connection, lastError }: VisitorState) {
    const bad = connection === 'offline' || connection === 'connecting'
    if (!bad) {
      clearTimeout(barTimer)
      barTimer = undefined
      barDue = false
    } else if (!barTimer) {
      barTimer = setTimeout(() => {
        barDue = true
        draw()
      }, BAR_AFTER_MS)
    }
    if (lastError && lastError !== reported) emit('error', { code: lastError.code })
    reported = lastError
  }
  let reported: VisitorState['lastError']

  function draw() {
    const state = client.state()
    const t = texts()
    drawHead(state, t)
    drawNotices(state, t)
    const before = { height: ui.scroll.scrollHeight, top: ui.scroll.scrollTop }
    ui.log.setAttribute('aria-busy', String(!state.caughtUp))
    const started = state.items.length > 0
    ui.older.hidden = state.items.length <= shown
    ui.hello.hidden = !ui.older.hidden
    ui.chips.hidden = started
    drawLog({
      items: state.items,
      shown,
      locale,
      texts: t,
      botName: botName(),
      online: state.connection === 'online',
      agentRead: state.agentRead,
      conversationId: state.conversationId,
    })
    ui.dots.hidden = !state.typing
    if (atEnd) toEnd()
    else if (growing) ui.scroll.scrollTop = before.top + ui.scroll.scrollHeight - before.height
    growing = false
    ui.pill.hidden = atEnd || fresh === 0
    setText(ui.pill.lastElementChild ?? ui.pill, fill(fresh === 1 ? t.newOne : t.newMany, { n: fresh }))
    markRead()
  }
  let growing = false

  function drawHead(state: VisitorState, t: Texts) {
    const agent = state.holder === 'agent'
    const name = (agent && state.agentName) || botName()
    setText(ui.name, name)
    setText(ui.badge, t.badge)
    ui.badge.hidden = agent
    const is = state.connection === 'online' || !barDue ? state.holder : 'off'
    ui.status.dataset.is = is
    const words = { bot: t.statusBot, queue: t.statusQueue, agent: t.statusAgent, off: t.connecting }
    setText(ui.status, state.typing ? `${name} ${t.typing}…` : words[is])
    const look = agent ? [...name][0]! : 'bot'
    if (ui.face.dataset.is !== look) ui.face.replaceChildren(agent ? look : icon(ICONS.bot, 22))
    ui.face.dataset.is = look
    const sounds = muted ? t.unmute : t.mute
    if (ui.mute.title !== sounds) ui.mute.replaceChildren(icon(muted ? ICONS.muted : ICONS.sound))
    label(ui.mute, sounds)
    label(ui.close, t.close)
    ui.box.setAttribute('aria-label', fill(t.chat, { name: botName() }))
    ui.box.lang = locale === 'zh' ? 'zh-CN' : 'en'
    ui.log.setAttribute('aria-label', t.messages)
    setText(ui.older, t.older)
  }

  function drawNotices(state: VisitorState, t: Texts) {
    const off = barDue && state.connection !== 'online'
    const refused =
      state.connection === 'idle' ||
      ['forbidden', 'protocol_unknown', 'unauthenticated'].includes(state.lastError?.code ?? '')
    const bar =
      opened && refused ? t.refused : off ? (state.connection === 'connecting' ? t.connecting : t.offline) : ''
    ui.bar.hidden = !bar
    setText(ui.bar, bar)
    ui.wait.hidden = state.holder !== 'queue'
    const place = state.queuePosition
    const soon = place && place > 1 ? fill(t.queuePlace, { n: place }) : t.queueSoon
    setText(ui.waitText, state.agentsOnline ? soon : t.queueNobody)
    setText(ui.waitBack, t.bot)
    const last = state.items.findLast(item => item.kind === 'message')
    const asked = last?.kind === 'message' && last.content.choice === 'person' && last.status !== 'failed'
    ui.composer.update({
      texts: t,
      maxText: config?.limits?.maxText ?? MAX_TEXT,
      person: state.holder === 'bot' ? { label: t.person, enabled: !asked } : undefined,
    })
  }

  /** The greeting is ours, not the server's: it is shown above the first message and never stored. */
  function drawHello() {
    const t = texts()
    const name = botName()
    const greeting = config?.inbox.greeting?.[locale] || t.greeting
    const intro = h(
      'div',
      { class: 'intro' },
      h('div', { class: 'face', 'aria-hidden': 'true' }, icon(ICONS.bot, 28)),
      h('b', {}, name),
      h('span', {}, t.intro),
    )
    const by = { mine: false, first: true, name, isBot: true, badge: t.badge }
    ui.hello.replaceChildren(intro, messageNode(by, [renderMarkdown(greeting)]))
    const suggestions = config?.inbox.suggestions?.[locale] ?? []
    const choices = suggestions.map(text => ({ id: '', label: text }))
    ui.chips.replaceChildren(...(choices.length ? [choicesNode(choices, choice => say(choice.label))] : []))
    ui.pill.replaceChildren(icon(ICONS.down, 16), h('span'))
  }

  function dress() {
    const wanted = isColour(settings.colour) ? settings.colour : config?.inbox.colour
    const accents = accentsOf(isColour(wanted) ? wanted : DEFAULT_COLOUR)
    for (const [name, value] of Object.entries(accents)) ui.box.style.setProperty(`--${name}`, value)
    const position = settings.position ?? config?.inbox.position ?? 'right'
    ui.holder.className = position
    options.onLook({ colour: accents.accent, on: accents.on, position, name: botName() })
    darken()
  }

  function darken() {
    const theme =
      settings.theme === 'light' || settings.theme === 'dark' ? settings.theme : dark.matches ? 'dark' : 'light'
    ui.box.dataset.theme = theme
  }

  function onScroll() {
    atEnd = ui.scroll.scrollHeight - ui.scroll.scrollTop - ui.scroll.clientHeight < NEAR_END_PX
    if (atEnd && fresh) {
      fresh = 0
      draw()
    }
    if (atEnd) markRead()
    if (ui.scroll.scrollTop < 80 && !ui.older.hidden) showOlder()
  }

  function showOlder() {
    shown += SHOWN_MORE
    growing = true
    // Old words coming in on top are not news.
    ui.log.setAttribute('aria-live', 'off')
    draw()
    requestAnimationFrame(() => ui.log.setAttribute('aria-live', 'polite'))
  }

  function toEnd() {
    ui.scroll.scrollTop = ui.scroll.scrollHeight
    atEnd = true
    if (!fresh) return
    fresh = 0
    ui.pill.hidden = true
    markRead()
  }

  function markRead() {
    if (!visible() || !atEnd) return
    const state = client.state()
    const last = state.items.findLast(item => item.conversationId === state.conversationId && isTold(item))
    if (last?.seq) client.read(last.seq)
  }

  function onKey(event: KeyboardEvent) {
    sound.allow()
    if (event.key === 'Escape' && mode === 'panel' && !event.isComposing) {
      event.stopPropagation()
      options.onClose()
    }
    if (event.key === 'Tab' && fullScreen.matches && mode === 'panel') keepFocus(event)
  }

  /** Over the whole screen there is nothing behind to go to. */
  function keepFocus(event: KeyboardEvent) {
    const stops = [...ui.box.querySelectorAll<HTMLElement>('button,textarea,a[href],[tabindex]')].filter(
      stop => stop.offsetParent && !(stop as HTMLButtonElement).disabled,
    )
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1]
    if (root.activeElement !== edge) return
    event.preventDefault()
    ;(event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus()
  }

  /** The on-screen keyboard makes the visible part smaller: stay inside it. */
  function fitScreen() {
    const seen = window.visualViewport
    if (!seen) return
    ui.box.style.setProperty('--seen', `${Math.round(seen.height)}px`)
    ui.box.style.setProperty('--top', `${Math.round(seen.offsetTop)}px`)
  }

  function lock(on: boolean) {
    const { style } = document.documentElement
    if (on && fullScreen.matches && mode === 'panel') {
      unlocked ??= style.overflow
      style.overflow = 'hidden'
    } else if (!on && unlocked !== undefined) {
      style.overflow = unlocked
      unlocked = undefined
    }
    ui.box.setAttribute('aria-modal', String(on && fullScreen.matches))
  }
  let unlocked: string | undefined

  async function fetchConfig() {
    const response = await fetch(`${options.baseUrl}/public/api/v1/inboxes/${settings.inboxId}/widget`)
    if (!response.ok) return
    const got: unknown = await response.json()
    store('config', JSON.stringify(got))
    config = got as InboxConfig
    redress()
  }

  function redress() {
    dress()
    drawHello()
    draw()
  }

  const dark = matchMedia('(prefers-color-scheme: dark)')
  const fullScreen = matchMedia('(max-width: 480px), (max-height: 480px)')
  const onVisible = () => {
    if (!visible()) return
    client.wake()
    changed()
  }
  const onFull = () => lock(opened)
  dark.addEventListener('change', darken)
  fullScreen.addEventListener('change', onFull)
  document.addEventListener('visibilitychange', onVisible)
  window.visualViewport?.addEventListener('resize', fitScreen)
  window.visualViewport?.addEventListener('scroll', fitScreen)

  fitScreen()
  opened = mode === 'page'
  redress()
  const unsubscribe = client.subscribe(changed)
  client.start()
  // Without it the panel has its own words and colour: enough.
  void fetchConfig().catch(() => {})
  if (mode === 'page') ui.composer.focus()

  return {
    open() {
      opened = true
      ui.box.hidden = false
      lock(true)
      shown = SHOWN_AT_FIRST
      atEnd = true
      sound.allow()
      draw()
      options.onUnread(0)
      // On a phone the keyboard would hide what there is to read.
      if (fullScreen.matches) ui.close.focus({ preventScroll: true })
      else ui.composer.focus()
    },
    close() {
      opened = false
      ui.box.hidden = true
      lock(false)
    },
    setLocale(wanted) {
      locale = chooseLocale(wanted)
      redress()
    },
    identify: contact => client.identify(contact),
    destroy() {
      unsubscribe()
      client.stop()
      clearTimeout(barTimer)
      cancelAnimationFrame(frame)
      lock(false)
      dark.removeEventListener('change', darken)
      fullScreen.removeEventListener('change', onFull)
      document.removeEventListener('visibilitychange', onVisible)
      window.visualViewport?.removeEventListener('resize', fitScreen)
      window.visualViewport?.removeEventListener('scroll', fitScreen)
      ui.watcher.disconnect()
      ui.holder.remove()
    },
  }
}

/** A constructed sheet is no inline style: a strict style-src has nothing to say about it. */
function adopt(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLES)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}

function isTold(item: VisitorState['items'][number]): item is MessageItem {
  return item.kind === 'message' && (item.sender.kind === 'bot' || item.sender.kind === 'agent')
}

function label(button: HTMLElement, words: string): void {
  button.title = words
  button.setAttribute('aria-label', words)
}

function readConfig(kept: string | null): InboxConfig | undefined {
  try {
    return kept ? (JSON.parse(kept) as InboxConfig) : undefined
  } catch {
    return undefined
  }
}

export type { Locale }
