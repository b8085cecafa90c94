/** A list of questions on its way through the bot. It lives outside of the page, so that it goes on when that is left. */
import { A_REQUEST, type Covered } from './coverage.ts'

export interface CoverageState {
  questions: readonly string[]
  results: readonly Covered[]
  /** Of the run before, to see what changed. */
  before: readonly Covered[]
  running: boolean
  error: unknown
}

export interface CoverageRun {
  state(): CoverageState
  subscribe(listener: () => void): () => void
  /** A new list; what another list showed is forgotten. */
  start(questions: readonly string[]): void
  /** The same list again: what it showed is kept to compare. */
  again(): void
  stop(): void
  clear(): void
}

export type Ask = (questions: string[], signal: AbortSignal) => Promise<Covered[]>

/** Where the last list is kept in this browser. */
export interface Shelf {
  load(): CoverageState | undefined
  save(state: CoverageState): void
}

const NOTHING: CoverageState = { questions: [], results: [], before: [], running: false, error: undefined }

export function createCoverageRun(ask: Ask, shelf: Shelf): CoverageRun {
  const listeners = new Set<() => void>()
  let state = shelf.load() ?? NOTHING
  let stopper = new AbortController()

  function show(next: Partial<CoverageState>): void {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  async function run(questions: readonly string[], before: readonly Covered[]): Promise<void> {
    stopper.abort()
    const own = new AbortController()
    stopper = own
    show({ questions, before, results: [], running: true, error: undefined })
    try {
      for (let at = 0; at < questions.length; at += A_REQUEST) {
        const results = await ask(questions.slice(at, at + A_REQUEST), own.signal)
        if (own.signal.aborted) return
        show({ results: [...state.results, ...results] })
      }
    } catch (error) {
      if (!own.signal.aborted) show({ error })
    } finally {
      if (stopper === own) {
        show({ running: false })
        shelf.save(state)
      }
    }
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: questions => void run(questions, []),
    again: () => void run(state.questions, state.results.length > 0 ? state.results : state.before),
    stop() {
      stopper.abort()
      show({ running: false })
    },
    clear() {
      stopper.abort()
      show(NOTHING)
      shelf.save(NOTHING)
    },
  }
}

/** Kept by name in the browser; what cannot be read or written is simply not kept. */
export function browserShelf(name: string, storage: Pick<Storage, 'getItem' | 'setItem'>): Shelf {
  return {
    load() {
      try {
        const kept = JSON.parse(storage.getItem(name) ?? 'null') as Partial<CoverageState> | null
        return kept === null ? undefined : { ...NOTHING, ...kept, running: false, error: undefined }
      } catch {
        return undefined
      }
    },
    save({ questions, results, before }) {
      try {
        storage.setItem(name, JSON.stringify({ questions, results, before }))
      } catch {
        // A full or forbidden storage: the list lasts as long as the window.
      }
    },
  }
}
