/**
 * The chat itself, in the shadow root that it is given: as a panel beside the launcher, or as a whole page. Fetched
 * at the first click only. It stands at once, with greeting and input; the line and the log come with talk.ts.
 */
import type { MessageItem } from '../../src/client/timeline.ts'
import type { Identity, VisitorClient, VisitorState } from '../../src/client/visitor-client.ts'
import { accentsOf } from './colour.ts'
import { createFrame, type FrameView } from './frame.ts'
import { createScreen } from './screen.ts'
import { chooseLocale, DEFAULT_COLOUR, type Emit, type InboxConfig, isColour, type Settings } from './settings.ts'
import { browserStorage, createMemo } from './storage.ts'
import { TEXTS } from './texts.ts'

export type Talk = typeof import('./talk.ts')

export interface PanelOptions {
  root: ShadowRoot
  settings: Settings
  baseUrl: string
  mode: 'panel' | 'page'
  /** Being fetched. */
  talk: Promise<Talk>
  emit: Emit
  /** Escape or the close button. */
  onClose(): void
  onUnread(count: number): void
  /** The inbox's colour, side and name, as far as known. */
  onLook(look: Look): void
}

export interface Look {
  colour: string
  on: string
  position: 'right' | 'left'
  name: string
}

export interface Panel {
  open(): void
  close(): void
  setLocale(locale: Settings['locale']): void
  identify(identity: Identity): void
  destroy(): void
}

/** talk.ts at work. */
interface Line {
  client: VisitorClient
  drawLog: ReturnType<Talk['createLog']>
  drawWait: ReturnType<Talk['createWait']>
  sound: ReturnType<Talk['createSound']>
}

const SHOWN_AT_FIRST = 40
const SHOWN_MORE = 60
const MAX_TEXT = 4000
/** A line that is down for less is not worth a word. */
const DOWN_AFTER_MS = 1500
const NEAR_END_PX = 60
const PAGE_MS = 2000
const BEFORE: VisitorState = {
  connection: 'connecting',
  items: [],
  caughtUp: false,
  holder: 'bot',
  agentsOnline: false,
  unread: 0,
  agentRead: 0,
}

export function mountPanel(options: PanelOptions): Panel {
  const { root, settings, mode, emit } = options
  const storage = browserStorage()
  const memo = createMemo(storage, settings.inboxId)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  let locale = chooseLocale(settings.locale)
  let config = readConfig(memo.get('config'))
  let opened = mode === 'page'
  let gone = false
  let muted = memo.get('muted') === '1'
  let line: Line | undefined
  let state = BEFORE
  let shown = SHOWN_AT_FIRST
  let atEnd = true
  let fresh = 0
  let down = false
  let downTimer: ReturnType<typeof setTimeout> | undefined
  let drawing = 0
  /** The last message of others that was told of. */
  let heard: string | undefined

  const visible = () => opened && document.visibilityState === 'visible'
  const withLine = (use: (line: Line) => void) => {
    if (line) use(line)
    else waiting.push(use)
  }
  const waiting: ((line: Line) => void)[] = []

  const say = (text: string, choice?: string) => {
    atEnd = true
    withLine(({ client }) => client.send(text, choice))
    draw()
    keepFocus()
  }

  /** A button that was pressed may be gone now; the focus stays in the panel, without a keyboard popping up. */
  const keepFocus = () => {
    if (!root.activeElement) (screen.isFull() ? frame.scroll : frame.composer).focus({ preventScroll: true })
  }

  const frame = createFrame(root, mode, memo.get('draft') ?? '', {
    baseUrl: options.baseUrl,
    send: say,
    say,
    typing: on => line?.client.typing(on),
    person: () => say(TEXTS[locale].person, 'person'),
    keep: draft => memo.set('draft', draft),
    close: options.onClose,
    toggleSound() {
      muted = !muted
      memo.set('muted', muted ? '1' : '')
      if (!muted) line?.sound.play()
      draw()
    },
    showOlder,
    toEnd() {
      toEnd()
      keepFocus()
    },
    scrolled() {
      const { scrollHeight, scrollTop, clientHeight } = frame.scroll
      atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX
      if (atEnd) toldAll()
      if (scrollTop < NEAR_END_PX && !frame.older.hidden) showOlder()
    },
  })
  const screen = createScreen(frame.box)
  const sizes = new ResizeObserver(() => atEnd && toEnd())

  const view = (): FrameView => ({
    ...{ state, locale, muted, down, fresh, botName: botName(), texts: TEXTS[locale] },
    maxText: config?.limits?.maxText ?? MAX_TEXT,
  })

  function botName() {
    return config?.inbox.botName?.[locale] || TEXTS[locale].botName
  }

  function draw() {
    const now = view()
    frame.older.hidden = state.items.length <= shown
    frame.log.setAttribute('aria-busy', String(!state.caughtUp))
    line?.drawLog({ ...now, ...state, shown, online: state.connection === 'online' })
    line?.drawWait(state, locale)
    frame.draw(now)
    frame.pill.hidden = atEnd || !fresh
    if (atEnd) toEnd()
  }

  /** The client's state has changed: tell of it now, draw it with the next frame. */
  function changed(client: VisitorClient) {
    const before = state
    state = client.state()
    options.onUnread(visible() && atEnd ? 0 : state.unread)
    if (state.caughtUp) listen()
    if (state.holder !== before.holder) {
      const { holder, agentName } = state
      emit('handoff', agentName ? { holder, agentName } : { holder })
    }
    if (state.lastError && state.lastError !== before.lastError) emit('error', { code: state.lastError.code })
    watchLine()
    drawing ||= requestAnimationFrame(() => {
      drawing = 0
      draw()
    })
  }

  /** What others said since we caught up, once each. */
  function listen() {
    const told = state.items.filter(isTold)
    const known = heard === undefined ? told.length : told.findIndex(item => item.key === heard) + 1
    heard = told.at(-1)?.key ?? ''
    for (const { sender, content } of told.slice(known)) {
      const from = sender.kind === 'agent' ? 'agent' : 'bot'
      emit('message', sender.name ? { from, name: sender.name, text: content.text } : { from, text: content.text })
      if (!muted && !visible()) line?.sound.play()
      if (!atEnd) fresh += 1
    }
  }

  function watchLine() {
    if (state.connection === 'online') {
      clearTimeout(downTimer)
      downTimer = undefined
      down = false
    } else
      downTimer ??= setTimeout(() => {
        down = true
        draw()
      }, DOWN_AFTER_MS)
  }

  function showOlder() {
    const before = frame.scroll.scrollHeight - frame.scroll.scrollTop
    shown += SHOWN_MORE
    // Old words coming in on top are not news.
    frame.log.setAttribute('aria-live', 'off')
    draw()
    frame.scroll.scrollTop = frame.scroll.scrollHeight - before
    requestAnimationFrame(() => frame.log.setAttribute('aria-live', 'polite'))
  }

  function toEnd() {
    frame.scroll.scrollTop = frame.scroll.scrollHeight
    atEnd = true
    toldAll()
  }

  function toldAll() {
    fresh = 0
    frame.pill.hidden = true
    if (!visible()) return
    const last = state.items.findLast(item => item.conversationId === state.conversationId && isTold(item))
    if (last?.seq) line?.client.read(last.seq)
  }

  function dress() {
    const colour = [settings.colour, config?.inbox.colour].find(isColour) ?? DEFAULT_COLOUR
    const accents = accentsOf(colour)
    for (const [name, value] of Object.entries(accents)) frame.box.style.setProperty(`--${name}`, value)
    const position = settings.position ?? config?.inbox.position ?? 'right'
    frame.side.className = position
    options.onLook({ colour: accents.accent, on: accents.on, position, name: botName() })
    const greeting = config?.inbox.greeting?.[locale] || TEXTS[locale].greeting
    frame.greet(greeting, config?.inbox.suggestions?.[locale] ?? [], view())
    darken()
    draw()
  }

  function darken() {
    const wanted = settings.theme === 'light' || settings.theme === 'dark' ? settings.theme : undefined
    frame.box.dataset.theme = wanted ?? (dark.matches ? 'dark' : 'light')
  }

  function connect({ createVisitorClient, createLog, createSound, createWait }: Talk) {
    if (gone) return
    const client = createVisitorClient({
      baseUrl: options.baseUrl,
      inboxId: settings.inboxId,
      storage,
      page: () => here(locale),
    })
    const drawLog = createLog(frame.log, {
      choose: choice => say(choice.label, choice.id),
      retry: id => client.retry(id),
      // Lost when there is no line: he may say it again.
      rate: ({ conversationId, seq }, helpful) =>
        void client.post('feedback', { conversationId, seq, helpful }).catch(() => {}),
      post: client.post,
      sourceUrl: id => `${options.baseUrl}/source/${settings.inboxId}/${id}`,
    })
    line = { client, drawLog, drawWait: createWait(frame.wait, say), sound: createSound() }
    for (const gesture of ['pointerdown', 'keydown'] as const) frame.box.addEventListener(gesture, line.sound.allow)
    client.subscribe(() => changed(client))
    for (const use of waiting.splice(0)) use(line)
    client.start()
  }

  async function fetchConfig() {
    const response = await fetch(`${options.baseUrl}/public/api/v1/inboxes/${settings.inboxId}/widget`)
    if (!response.ok || gone) return
    config = (await response.json()) as InboxConfig
    memo.set('config', JSON.stringify(config))
    dress()
  }

  const shownAgain = () => {
    if (!visible()) return
    line?.client.wake()
    draw()
  }

  frame.box.hidden = !opened
  frame.box.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || event.isComposing || mode === 'page') return
    event.stopPropagation()
    options.onClose()
  })
  dark.addEventListener('change', darken)
  document.addEventListener('visibilitychange', shownAgain)
  // A single-page app changes its page without a word: agents see where the visitor is.
  let seenAt = location.href
  const walking = setInterval(() => {
    if (seenAt !== location.href) line?.client.moved()
    seenAt = location.href
  }, PAGE_MS)
  sizes.observe(frame.scroll)
  // What grows later: a form that is fetched, and opens.
  sizes.observe(frame.log)
  dress()
  watchLine()
  options.talk.then(connect, () => emit('error', { code: 'panel_unavailable' }))
  // Without it the panel has its own words and colour: enough.
  void fetchConfig().catch(() => {})
  if (mode === 'page' && !screen.isFull()) frame.composer.focus()

  return {
    open() {
      opened = true
      frame.box.hidden = false
      screen.opened(true)
      shown = SHOWN_AT_FIRST
      atEnd = true
      line?.sound.allow()
      options.onUnread(0)
      draw()
      // On a phone the keyboard would hide what there is to read.
      if (screen.isFull()) frame.close.focus({ preventScroll: true })
      else frame.composer.focus({ preventScroll: true })
    },
    close() {
      opened = false
      frame.box.hidden = true
      screen.opened(false)
    },
    setLocale(wanted) {
      locale = chooseLocale(wanted)
      dress()
    },
    identify: identity => withLine(({ client }) => client.identify(identity)),
    destroy() {
      gone = true
      line?.client.stop()
      clearTimeout(downTimer)
      clearInterval(walking)
      cancelAnimationFrame(drawing)
      dark.removeEventListener('change', darken)
      document.removeEventListener('visibilitychange', shownAgain)
      sizes.disconnect()
      screen.destroy()
      frame.side.remove()
    },
  }
}

function here(locale: string) {
  const url = location.href.split('#')[0]!.slice(0, 2000)
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return { url, title: document.title.slice(0, 300), locale, timeZone }
}

function isTold(item: VisitorState['items'][number]): item is MessageItem {
  return item.kind === 'message' && !item.recalled && (item.sender.kind === 'bot' || item.sender.kind === 'agent')
}

function readConfig(kept: string | null): InboxConfig | undefined {
  try {
    return kept ? (JSON.parse(kept) as InboxConfig) : undefined
  } catch {
    return undefined
  }
}
