/** The conversation itself: keys or lines in, what happens out, over the visitor's socket. */
import { createInterface, type Interface } from 'node:readline'
import { WebSocket } from 'ws'
import type { SocketConstructor } from '../../src/client/connection.ts'
import type { Item, MessageItem } from '../../src/client/timeline.ts'
import { createVisitorClient, type VisitorClient, type VisitorState } from '../../src/client/visitor-client.ts'
import { Unavailable } from '../../src/errors.ts'
import type { Choice, Language } from '../../src/message.ts'
import { errorColours, outputColours, say } from '../terminal.ts'
import type { ChatInbox } from './server.ts'
import { showChoices, showItem } from './show.ts'

const REPLY_WITHIN_MS = 30_000
/** A person may say nothing for long; and what belongs together arrives together. */
const PERSON_PAUSE_MS = 1_000
const SETTLE_MS = 150

/** Talks until the input ends. @throws Unavailable when the server refuses, or a piped line gets no answer. */
export async function talk(
  inbox: ChatInbox,
  { quiet, input = process.stdin }: { quiet: boolean; input?: NodeJS.ReadableStream },
): Promise<VisitorState> {
  const interactive = input === process.stdin && process.stdin.isTTY === true && process.stdout.isTTY === true && !quiet
  const client = openClient(inbox)
  const lines = createInterface({ input, ...(interactive && { output: process.stdout, prompt: '> ' }) })
  const screen = createScreen(inbox, interactive ? lines : undefined, quiet)
  const stop = client.subscribe(() => screen.update(client))
  client.start()
  try {
    if (interactive) await byHand(lines, client, screen)
    else await byLine(lines, client, screen)
  } finally {
    stop()
    lines.close()
    client.stop()
  }
  return client.state()
}

function openClient(inbox: ChatInbox): VisitorClient {
  const kept = new Map<string, string>()
  return createVisitorClient({
    baseUrl: inbox.baseUrl,
    inboxId: inbox.id,
    storage: {
      getItem: key => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: key => void kept.delete(key),
    },
    WebSocket: WebSocket as unknown as SocketConstructor,
    page: () => ({ url: `${inbox.baseUrl}/terminal`, title: 'yingda chat', locale: localLanguage() }),
  })
}

function localLanguage(): Language {
  return (process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG ?? '').startsWith('zh') ? 'zh' : 'en'
}

/** Somebody types: Ctrl-C, Ctrl-D and /quit leave. */
async function byHand(lines: Interface, client: VisitorClient, screen: Screen): Promise<void> {
  screen.greet()
  await new Promise<void>(left => {
    lines.on('line', line => {
      if (line.trim() === '/quit') return lines.close()
      if (line.trim() !== '') screen.send(client, line)
      lines.prompt()
    })
    lines.on('SIGINT', () => lines.close())
    lines.on('close', left)
    lines.prompt()
  })
  process.stdout.write('\n')
}

/** Each line waits for the answer to the one before it, so that a script reads like a conversation. */
async function byLine(lines: Interface, client: VisitorClient, screen: Screen): Promise<void> {
  for await (const line of lines) {
    if (line.trim() === '/quit') break
    if (line.trim() === '') continue
    await answered(client, screen.send(client, line))
  }
}

async function answered(client: VisitorClient, clientMessageId: string): Promise<void> {
  const sent = await until(client, state => {
    const own = state.items.find(item => item.key === clientMessageId) as MessageItem | undefined
    return own !== undefined && own.status !== 'sending' ? own : undefined
  })
  if (sent.status === 'failed') throw notSent(sent)
  const said = (state: VisitorState) =>
    state.items.some(item => item.kind === 'message' && item.sender.kind !== 'visitor' && isAfter(item, sent))
  await Promise.race([
    until(client, state => (said(state) ? true : undefined)),
    until(client, state => (state.holder === 'bot' ? undefined : true)).then(() => pause(PERSON_PAUSE_MS)),
  ])
  await pause(SETTLE_MS)
}

const isAfter = (item: Item, sent: MessageItem): boolean =>
  item.conversationId === sent.conversationId && (item.seq ?? 0) > (sent.seq ?? 0)

/** Waits until `look` finds something in the state. */
function until<T>(client: VisitorClient, look: (state: VisitorState) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = (finish: () => void) => {
      stop()
      clearTimeout(timer)
      finish()
    }
    const check = () => {
      const found = look(client.state())
      if (found !== undefined) done(() => resolve(found))
    }
    const stop = client.subscribe(check)
    const timer = setTimeout(() => done(() => reject(noReply(client.state()))), REPLY_WITHIN_MS)
    // A race leaves its loser waiting: it must not keep the process alive.
    timer.unref()
    check()
  })
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

interface Screen {
  greet(): void
  /** Sends the words, or the button whose number they are. Returns the clientMessageId. */
  send(client: VisitorClient, line: string): string
  update(client: VisitorClient): void
}

function createScreen(inbox: ChatInbox, prompt: Interface | undefined, quiet: boolean): Screen {
  const shown = new Set<string>()
  /** Own messages that stand on the screen as they were typed; a pressed number is no such. */
  const typed = new Set<string>()
  const language = localLanguage()
  // The suggestions are shown to somebody who types; a pipe has not seen them.
  const suggested = prompt === undefined ? [] : inbox.suggestions[language]
  let buttons: readonly (Choice | { label: string })[] = suggested.map(label => ({ label }))
  let connection = 'idle'
  let typing: string | undefined

  /** Above the line that is being typed. */
  const write = (text: string) => {
    if (quiet) return
    if (prompt !== undefined) process.stdout.write('\r\x1b[K')
    process.stdout.write(`${text}\n`)
    prompt?.prompt(true)
  }
  const showNew = (items: readonly Item[]) => {
    for (const item of items) {
      if (shown.has(item.key) || !isSettled(item)) continue
      shown.add(item.key)
      if (item.kind === 'message' && item.sender.kind !== 'visitor') buttons = item.content.choices ?? []
      if (typed.has(item.key) && item.kind === 'message' && item.status === 'sent') continue
      for (const line of showItem(item, inbox.botName[language])) write(line)
    }
  }

  return {
    greet() {
      write(`${outputColours.bold(inbox.botName[language])}  ${inbox.greeting[language]}`)
      for (const line of showChoices(buttons)) write(line)
      write(outputColours.dim('Numbers press buttons. Ctrl-C leaves.'))
    },
    send(client, line) {
      const pressed = buttons[Number(line.trim()) - 1]
      if (pressed !== undefined) return client.send(pressed.label, 'id' in pressed ? pressed.id : undefined)
      const clientMessageId = client.send(line)
      if (prompt !== undefined) typed.add(clientMessageId)
      return clientMessageId
    },
    update(client) {
      const state = client.state()
      if (state.connection !== connection) {
        connection = state.connection
        if (connection === 'offline')
          notice(`offline${state.lastError ? ` (${state.lastError.code})` : ''}: trying again`)
        else notice(connection)
      }
      if (state.typing !== typing) {
        typing = state.typing
        prompt?.setPrompt(typing === undefined ? '> ' : outputColours.dim('… typing > '))
        prompt?.prompt(true)
      }
      showNew(state.items)
      const last = state.items.findLast(item => item.conversationId === state.conversationId && item.seq !== undefined)
      if (last?.seq !== undefined && state.unread > 0) client.read(last.seq)
    },
  }

  function notice(text: string): void {
    if (prompt === undefined) say(text)
    else write(errorColours.dim(`— ${text}`))
  }
}

const isSettled = (item: Item): boolean => item.kind === 'event' || item.status !== 'sending'

const notSent = (item: MessageItem): Unavailable =>
  new Unavailable(item.error ?? 'not_sent', `The server did not take “${item.content.text}”.`, {
    remedy: 'Wait a moment, or shorten it.',
    value: item.content.text,
  })

const noReply = ({ lastError, connection }: VisitorState): Unavailable =>
  new Unavailable(
    lastError?.code ?? 'no_reply',
    `No answer within ${REPLY_WITHIN_MS / 1000} s; the line is ${connection}.`,
    {
      remedy: 'See whether the server runs: npx yingda doctor',
    },
  )
