/** A macro at a conversation: all of its steps in one transaction, each as if it were done by hand, or nothing of it. */
import { type TenantDb, within } from '../db.ts'
import { YingdaError } from '../errors.ts'
import type { Desk } from '../handoff/desk.ts'
import { lock } from './conversation.store.ts'
import { giveLabel } from './labels.ts'
import { conversationNotFound } from './not-found.ts'

/** What is done: a macro's action with its words filled in. */
export type MacroStep =
  | { kind: 'reply'; text: string }
  | { kind: 'label'; labelId: string }
  | { kind: 'transfer'; teamId: string; note: string }
  | { kind: 'snooze'; hours: number }
  | { kind: 'close' }
  | { kind: 'return_to_bot' }

export interface MacroRun {
  /** A reply that comes again under it is the same. */
  runId: string
  /** Of the assignment that the agent sees. */
  epoch: number
  steps: readonly MacroStep[]
}

export interface MacroRunDeps {
  /** One that announces nothing: what was done counts when all of it is. */
  desk: Pick<Desk, 'reply' | 'transfer' | 'snooze' | 'close' | 'returnToBot'>
  /** What the desk reads beside a transaction. */
  prepare(tenantId: string): Promise<void>
  /** @throws NotFound `team_not_found`. */
  teamName(db: TenantDb, teamId: string): Promise<string>
  announce(tenantId: string, at: { conversationId: string; contactId: string }, handoff: boolean): void
}

type Agent = { id: string; name: string }

export type RunMacro = (db: TenantDb, conversationId: string, agent: Agent, run: MacroRun) => Promise<void>

const HOUR_MS = 3_600_000

/**
 * The run throws what the step that is refused throws, with its number, from 1, as `params.step`; then nothing was done.
 * Visitor and desks hear of it once, after the commit. @throws NotFound `conversation_not_found`.
 */
export function createMacroRuns(deps: MacroRunDeps): RunMacro {
  return async (db, conversationId, agent, run) => {
    await deps.prepare(db.tenantId)
    const contactId = await db.transaction(async tx => {
      const conversation = await lock(tx, conversationId)
      if (conversation === undefined) throw conversationNotFound(conversationId)
      for (const [i, step] of run.steps.entries()) {
        const { epoch, runId } = run
        try {
          await take(deps, within(tx), conversationId, agent, { step, epoch, id: `${runId}-${i}` })
        } catch (error) {
          throw atStep(error, i + 1)
        }
      }
      return conversation.contactId
    })
    deps.announce(db.tenantId, { conversationId, contactId }, true)
  }
}

async function take(
  { desk, teamName }: MacroRunDeps,
  db: TenantDb,
  conversationId: string,
  agent: Agent,
  { step, epoch, id }: { step: MacroStep; epoch: number; id: string },
): Promise<void> {
  switch (step.kind) {
    case 'reply':
      await desk.reply(db, conversationId, agent, epoch, id, step.text)
      return
    case 'label':
      return giveLabel(db, conversationId, agent, step.labelId)
    case 'transfer': {
      const team = { kind: 'team' as const, id: step.teamId, name: await teamName(db, step.teamId) }
      return desk.transfer(db, conversationId, agent, epoch, team, step.note)
    }
    case 'snooze':
      return desk.snooze(db, conversationId, agent, epoch, new Date(Date.now() + step.hours * HOUR_MS))
    case 'close':
      return desk.close(db, conversationId, agent, epoch)
    case 'return_to_bot':
      return desk.returnToBot(db, conversationId, agent, epoch)
    default:
      return step satisfies never
  }
}

function atStep(error: unknown, step: number): unknown {
  if (!(error instanceof YingdaError)) return error
  const { kind, code, message, remedy, value, params } = error
  return new YingdaError(kind, code, message, {
    ...(remedy === undefined ? {} : { remedy }),
    value,
    params: { ...params, step },
    cause: error,
  })
}
