/** What a key does on the desk. Keys work outside of text fields, and only without Ctrl, Alt or Meta; but Ctrl-K searches. */
export const ACTIONS = [
  'next',
  'previous',
  'accept',
  'reply',
  'close',
  'bot',
  'queue',
  'transfer',
  'snooze',
  'labels',
  'note',
  'macro',
  'tab_queue',
  'tab_mine',
  'tab_open',
  'tab_mentions',
  'tab_parked',
  'tab_resolved',
  'search',
  'details',
  'online',
  'help',
  'escape',
] as const
export type Action = (typeof ACTIONS)[number]

/** The keys as shown in the help; two keys are pressed one after the other. */
export const KEYS: Readonly<Record<Action, readonly string[]>> = {
  next: ['j'],
  previous: ['k'],
  accept: ['a'],
  reply: ['r'],
  close: ['e'],
  bot: ['b'],
  queue: ['u'],
  transfer: ['t'],
  snooze: ['z'],
  labels: ['l'],
  note: ['n'],
  macro: ['m'],
  tab_queue: ['g', 'q'],
  tab_mine: ['g', 'm'],
  tab_open: ['g', 'o'],
  tab_mentions: ['g', 'n'],
  tab_parked: ['g', 'p'],
  tab_resolved: ['g', 'r'],
  search: ['/'],
  details: ['d'],
  online: ['o'],
  help: ['?'],
  escape: ['Escape'],
}

export interface Pressed {
  key: string
  /** A text field, or something else that wants its keys, has the focus. */
  typing: boolean
  modified: boolean
  /** Ctrl, or Command on a Mac. */
  command?: boolean
}

export interface KeyState {
  /** The first key of a pair, and when it was pressed. */
  lead: string | undefined
  at: number
}

export const NO_KEYS: KeyState = { lead: undefined, at: 0 }
/** The second key of a pair must come within this time. */
export const PAIR_MS = 1200

/** The next state and the action, if any. Pure: `now` in milliseconds. */
export function press(state: KeyState, pressed: Pressed, now: number): { state: KeyState; action: Action | undefined } {
  if (pressed.key === 'Escape') return { state: NO_KEYS, action: 'escape' }
  // The one key that also works in a text field: what everybody knows it from.
  if (pressed.command && pressed.key.toLowerCase() === 'k') return { state: NO_KEYS, action: 'search' }
  if (pressed.typing || pressed.modified) return { state: NO_KEYS, action: undefined }
  const lead = state.lead !== undefined && now - state.at <= PAIR_MS ? state.lead : undefined
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key
  const typed = lead === undefined ? [key] : [lead, key]
  const action = ACTIONS.find(name => KEYS[name].join(' ') === typed.join(' '))
  if (action !== undefined) return { state: NO_KEYS, action }
  const leads = lead === undefined && ACTIONS.some(name => KEYS[name].length === 2 && KEYS[name][0] === key)
  return { state: leads ? { lead: key, at: now } : NO_KEYS, action: undefined }
}
