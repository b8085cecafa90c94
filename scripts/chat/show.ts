/** Events of a conversation as lines of a terminal. */
import type { EventItem, Item, MessageItem } from '../../src/client/timeline.ts'
import { outputColours } from '../terminal.ts'

/** What one item looks like; `choices` are numbered, so that a number presses one. */
export function showItem(item: Item, botName: string): string[] {
  return item.kind === 'message' ? showMessage(item, botName) : showEvent(item)
}

function showMessage({ sender, content, status, error }: MessageItem, botName: string): string[] {
  const { bold, cyan, green, red } = outputColours
  if (sender.kind === 'visitor') {
    return status === 'failed' ? [red(`not sent: ${content.text} (${error ?? 'failed'})`)] : [`> ${content.text}`]
  }
  const name = sender.kind === 'bot' ? cyan(botName) : green(sender.name ?? sender.kind)
  const [first = '', ...rest] = plainLines(content.text)
  return [
    `${bold(name)}  ${first}`,
    ...rest.map(line => `  ${line}`),
    ...(content.sources ?? []).map(showSource),
    ...showChoices(content.choices ?? []),
  ]
}

const showSource = ({ title, url }: { title: string; url?: string }): string =>
  outputColours.dim(`  source: ${title}${url === undefined ? '' : `  ${url}`}`)

export const showChoices = (choices: readonly { label: string }[]): string[] =>
  choices.map(({ label }, i) => `  ${outputColours.yellow(`[${i + 1}]`)} ${label}`)

function showEvent({ body }: EventItem): string[] {
  const { dim } = outputColours
  switch (body.kind) {
    case 'handoff_changed':
      return [dim(`— ${HANDOFF[body.state]}${body.agent === undefined ? '' : `: ${body.agent.name}`}`)]
    case 'status_changed':
      if (body.reason === 'inactivity') return [dim('— closed: nothing was written for a while')]
      return [dim(body.status === 'resolved' ? '— the conversation is closed' : '— the conversation goes on')]
    case 'parked':
      return [dim('— somebody answers later')]
    case 'rating_asked':
    case 'rated':
    case 'contact_changed':
    case 'unparked':
    case 'labels_changed':
    case 'blocked':
    case 'note':
      return []
    default:
      return body satisfies never
  }
}

const HANDOFF = {
  waiting: 'waiting for a person',
  assigned: 'a person has joined',
  returned_to_queue: 'waiting for another person',
  returned_to_bot: 'the bot goes on',
  closed: 'the person has left',
} as const

/** Markdown of the safe subset as a terminal shows it: bold is bold, a link is followed by its address. */
function plainLines(text: string): string[] {
  const { bold, underline } = outputColours
  return text
    .replace(/\*\*([^*\n]+)\*\*/g, (_, words: string) => bold(words))
    .replace(/\[([^\]\n]+)\]\((\S+?)\)/g, (_, words: string, url: string) => `${words} (${underline(url)})`)
    .split('\n')
}
