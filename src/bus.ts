/**
 * Hints between the parts of a process, and between processes: what changed, never the data. A receiver reads the
 * rows after its own position; a lost hint costs time (receivers read again on `reread` and every 30 s), not truth.
 */
export type Hint =
  /** A conversation of this contact has new events; `handoff` when who holds it may have changed. */
  | { kind: 'conversation'; tenantId: string; conversationId: string; contactId: string; handoff: boolean }
  | {
      kind: 'typing'
      tenantId: string
      conversationId: string
      contactId: string
      by: 'visitor' | 'bot' | 'agent'
      on: boolean
      /** Which agent; `unseen` when he does not hold the conversation: the visitor is not told. */
      agent?: { id: string; name: string; unseen?: boolean }
    }
  /**
   * An agent's connection looks at a conversation, or no longer. `greet`: it has just come, and wants to hear who else is
   * there. Nothing of it is stored: it is repeated, and forgotten when it is not.
   */
  | {
      kind: 'looking'
      tenantId: string
      conversationId: string
      connectionId: string
      agent: { id: string; name: string }
      on: boolean
      greet: boolean
    }
  | { kind: 'knowledge'; tenantId: string }
  | { kind: 'model'; tenantId: string }
  | { kind: 'settings'; tenantId: string }
  /** An agent's rights, sessions or availability changed; `seen`: also what visitors see of him, name or picture. */
  | { kind: 'agent'; tenantId: string; agentId: string; seen?: true }
  /** A conversation was erased, or, without one, the contact himself: whoever shows it takes it away. */
  | { kind: 'erased'; tenantId: string; contactId: string; conversationId?: string }
  /** Hints may have been missed: read everything again. */
  | { kind: 'reread' }

export interface Bus {
  publish(hint: Hint): void
  /** Calls `listener` for every hint, also this process's own; returns the way to stop. */
  subscribe(listener: (hint: Hint) => void): () => void
  close(): Promise<void>
}

/** The bus of a single process. `forward` also hands each published hint to other processes. */
export function createLocalBus(forward?: (hint: Hint) => void): Bus & { receive(hint: Hint): void } {
  const listeners = new Set<(hint: Hint) => void>()
  const receive = (hint: Hint) => {
    const errors: unknown[] = []
    for (const listener of listeners) {
      try {
        listener(hint)
      } catch (error) {
        errors.push(error)
      }
    }
    // A broken listener is a bug that must show, but only after everybody else has been told.
    if (errors.length > 0) throw errors[0]
  }
  return {
    receive,
    publish(hint) {
      receive(hint)
      forward?.(hint)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      listeners.clear()
    },
  }
}
