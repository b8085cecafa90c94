/**
 * One message's way through the house, top to bottom. Two short transactions with the models between them: the first
 * stores and is acknowledged, the second answers, if nobody was faster.
 */
import type { TenantDb, TenantQuery } from '../db.ts'
import type { Decision } from '../dialog/decision.ts'
import type { Surroundings } from '../dialog/handover/facts.ts'
import type { Closed, DialogEvent, DialogState, LaterReason } from '../dialog/state.ts'
import type { Packet } from '../handoff/packet.ts'
import { dueAfter, isOpen, nextOpening } from '../handoff/waiting/business-hours.ts'
import type { HandoffReason, Holder } from '../message.ts'
import type { Bot, Thought } from './bot.ts'
import { noteAttribute, noteContact } from './contact.ts'
import { answerContent, provenanceOf } from './content.ts'
import type { Locked } from './conversation.store.ts'
import { answerUnchanged } from './event.store.ts'
import { packetFrom } from './handoff-packet.ts'
import { askAboutBot, isFarewell } from './rating.ts'
import { type IncomingMessage, type Receipt, storeIncoming } from './receive.ts'
import { botSays, sayAsBot } from './say.ts'
import { readSurroundings } from './surroundings.store.ts'
import { surroundingsOf } from './surroundings.ts'
import {
  finishTurn,
  type LockedTurn,
  lockTurn,
  readTurn,
  skipTurn,
  type TurnInput,
  type TurnRef,
} from './turn.store.ts'

/** The faces that a turn uses; `app.ts` hands them over. */
export interface TurnDeps {
  tenantDb(tenantId: string): TenantDb
  bot(tenantId: string): Promise<Bot>
  handoff: {
    open(tx: TenantQuery, conversationId: string, reason: HandoffReason, packet: Packet): Promise<void>
    cancel(tx: TenantQuery, conversationId: string): Promise<void>
    addToPacket(tx: TenantQuery, conversationId: string, part: Partial<Packet>): Promise<void>
    /** The visitor will be answered later: out of the queue until then. */
    park(tx: TenantQuery, conversationId: string, reason: LaterReason, dueAt: Date): Promise<boolean>
    /** Its visitor wrote: what an agent put off comes back to him or to the queue. */
    wake(db: TenantDb, conversationId: string, because: 'visitor_wrote'): Promise<void>
  }
  /** After a commit: the conversation has events up to `seq`. */
  announce(tenantId: string, at: { conversationId: string; contactId: string }, handoffChanged: boolean): void
  /** The bot begins or ends composing. */
  composing(turn: TurnRef, contactId: string, on: boolean): void
  /** Something unexpected was caught and a person takes over; for the log. */
  onFailure(turn: TurnRef, error: unknown): void
  /** Longest time for understanding and retrieval, ms. */
  timeoutMs: number
}

/** A work row is this process's for so long; then the sweeper of any process may take it. */
export const CLAIM_SECONDS = 20
/** A turn that was tried this often and never ended kills its process: a person answers it. */
const ATTEMPTS_AT_MOST = 3

/** Decisions that change nothing but the dialog's own state. */
const ONLY_WORDS = new Set<Decision['kind']>(['answer', 'intent', 'small_talk', 'clarify', 'fallback', 'remark'])

/** Decisions after which somebody else may hold the conversation. */
const MOVES_HANDOFF = new Set<Decision['kind']>(['escalate', 'return_to_bot', 'park'])

interface Step {
  state: DialogState
  decision: Decision
}

export type Turns = ReturnType<typeof createTurns>

export function createTurns(deps: TurnDeps) {
  const running = new Set<Promise<void>>()

  /** 1. The message is stored with its `seq` and its work row; when this returns, it may be acknowledged. */
  async function receive(tenantId: string, message: IncomingMessage): Promise<Receipt> {
    const receipt = await storeIncoming(deps.tenantDb(tenantId), message, CLAIM_SECONDS)
    if (receipt.duplicate) return receipt
    deps.announce(tenantId, { conversationId: receipt.conversationId, contactId: message.contactId }, false)
    start({ tenantId, conversationId: receipt.conversationId, seq: receipt.seq })
    return receipt
  }

  /** Runs a turn in the background; `idle` waits for it. */
  function start(turn: TurnRef, attempts = 0): void {
    const work = run(turn, attempts)
      .catch(error => deps.onFailure(turn, error))
      .finally(() => running.delete(work))
    running.add(work)
  }

  async function run(turn: TurnRef, attempts: number): Promise<void> {
    const db = deps.tenantDb(turn.tenantId)
    const input = await readAwake(db, turn)
    if (input === undefined) return
    // 2. A person holds the conversation: he reads it at the desk, the bot is silent.
    if (input.holder === 'agent') return leaveToAgent(db, turn)
    // A newer message has its own turn, or somebody has answered this one already.
    if (input.newestUnansweredSeq !== turn.seq) return skipTurn(db, turn)
    deps.composing(turn, input.contactId, true)
    try {
      await answer(db, turn, input, attempts)
    } finally {
      deps.composing(turn, input.contactId, false)
    }
  }

  /** Under the lock: who gives the conversation back to the bot at this moment leaves its answer owed. */
  function leaveToAgent(db: TenantDb, turn: TurnRef): Promise<void> {
    return db.transaction(async tx => {
      const locked = await lockTurn(tx, turn)
      if (locked?.holder === 'agent') await skipTurn(tx, turn)
    })
  }

  /** Here and not where the message is stored: a turn whose process died is run again, and wakes it then. */
  async function readAwake(db: TenantDb, { conversationId }: TurnRef): Promise<TurnInput | undefined> {
    const input = await readTurn(db, conversationId)
    if (!input?.snoozed) return input
    await deps.handoff.wake(db, conversationId, 'visitor_wrote')
    return readTurn(db, conversationId)
  }

  async function answer(db: TenantDb, turn: TurnRef, input: TurnInput, attempts: number): Promise<void> {
    const bot = (await deps.bot(turn.tenantId)).seenBy({ audience: 'everyone', inboxId: input.inboxId })
    // 3. and 4. Understanding and retrieval, with no lock held.
    const thought = await think(bot, turn, input, attempts)
    const around = await lookAround(db, bot, turn, input)
    // 5. The dialog decides.
    const decide = (state: DialogState | undefined, holder: Holder) =>
      bot.decide(state ?? bot.initialState(input.page), eventFor(bot, thought, input, holder, around))
    const first = decide(input.dialogState, input.holder)
    const subject = await aboutWhat(bot, turn, input, thought, first.decision)
    // 6. Nothing has happened meanwhile, nearly always: then one statement says it and ends the turn.
    if (await answerAtOnce(db, turn, input, first)) return
    // Under the lock again: overtaken -> dropped or skipped; otherwise said, stored and sent.
    const done = await db.transaction(async tx => {
      const locked = await lockTurn(tx, turn)
      if (!locked?.pending) return undefined
      if (isOvertaken(turn, locked)) return void (await skipTurn(tx, turn))
      const moved = locked.dialogRev !== input.dialogRev || locked.holder !== input.holder
      const { state, decision } = moved ? decide(locked.dialogState, locked.holder) : first
      await carryOut(tx, locked, decision, bot, subject, input)
      await finishTurn(tx, turn, state)
      return { locked, decision }
    })
    if (done === undefined) return
    deps.announce(turn.tenantId, done.locked, MOVES_HANDOFF.has(done.decision.kind))
  }

  /** True when the answer is only words, and nothing has happened since the turn read the conversation. */
  async function answerAtOnce(
    db: TenantDb,
    turn: TurnRef,
    input: TurnInput,
    { state, decision }: Step,
  ): Promise<boolean> {
    if (!ONLY_WORDS.has(decision.kind) || decision.kind === 'silent' || isFarewell(decision)) return false
    const { conversationId } = turn
    const event = botSays(conversationId, answerContent(decision), provenanceOf(decision))
    const end = { turnSeq: turn.seq, lastSeq: input.lastSeq, dialogState: state }
    const said = await answerUnchanged(db, conversationId, event, end)
    if (said !== undefined) deps.announce(turn.tenantId, said, false)
    return said !== undefined
  }

  /** "A person, please" says nothing to the agent who comes: he wants to know what was asked before. */
  async function aboutWhat(
    bot: Bot,
    turn: TurnRef,
    input: TurnInput,
    thought: Thought,
    decision: Decision,
  ): Promise<Thought> {
    const before = input.lastWords.at(-1 - input.unanswered.length)
    if (decision.kind !== 'escalate' || decision.reason !== 'asked' || before === undefined) return thought
    return think(bot, turn, { ...input, unanswered: [{ text: before, format: 'plain' }], lastWords: [before] }, 0)
  }

  /** Understanding and passages, or `failed` when it threw or took too long: then a person takes over. */
  async function think(bot: Bot, turn: TurnRef, input: TurnInput, attempts: number): Promise<Thought> {
    if (attempts > ATTEMPTS_AT_MOST) return { kind: 'failed' }
    try {
      const before = input.lastWords.slice(0, -input.unanswered.length)
      return await withinTime(bot.think(input.unanswered, before), deps.timeoutMs)
    } catch (error) {
      deps.onFailure(turn, error)
      return { kind: 'failed' }
    }
  }

  async function carryOut(
    tx: TenantQuery,
    locked: Locked,
    decision: Decision,
    bot: Bot,
    thought: Thought,
    input: TurnInput,
  ): Promise<void> {
    const { conversationId } = locked
    if (decision.kind === 'silent') return
    await sayAsBot(tx, conversationId, answerContent(decision), provenanceOf(decision))
    switch (decision.kind) {
      case 'escalate': {
        const { because, wants, noted } = decision
        if (noted !== undefined) await noteAttribute(tx, locked, noted)
        const packet: Packet = {
          ...packetFrom(decision.reason, decision.language, thought, input, bot),
          ...(because === undefined ? {} : { because }),
          ...(wants === undefined ? {} : { wants }),
        }
        return deps.handoff.open(tx, conversationId, decision.reason, packet)
      }
      case 'take_contact':
        return takeContact(tx, locked, decision)
      case 'park':
        if (decision.email !== undefined || decision.phone !== undefined) await takeContact(tx, locked, decision)
        await deps.handoff.park(tx, conversationId, decision.reason, new Date(dueAfter(input.hours, input.now)))
        return
      case 'return_to_bot':
        return deps.handoff.cancel(tx, conversationId)
      default:
        return isFarewell(decision) ? askAboutBot(tx, conversationId) : undefined
    }
  }

  async function takeContact(
    tx: TenantQuery,
    locked: Locked,
    decision: Extract<Decision, { kind: 'take_contact' | 'park' }>,
  ): Promise<void> {
    const contact = {
      ...(decision.email === undefined ? {} : { email: decision.email }),
      ...(decision.phone === undefined ? {} : { phone: decision.phone }),
    }
    await noteContact(tx, locked, contact)
    await deps.handoff.addToPacket(tx, locked.conversationId, { contact })
  }

  /** Waits until no turn runs: for a clean stop. */
  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.allSettled(running)
  }

  return { receive, start, idle }
}

/** A person holds it now, or has answered -> the answer is dropped; a newer message exists -> its turn answers both. */
function isOvertaken(turn: TurnRef, now: LockedTurn): boolean {
  return now.holder === 'agent' || now.status === 'resolved' || now.newestWordsSeq > turn.seq
}

/** Labels and attributes cost a query: read where a rule looks at them. */
async function lookAround(db: TenantDb, bot: Bot, turn: TurnRef, input: TurnInput): Promise<Surroundings> {
  const known = surroundingsOf(input)
  if (!bot.looksAround) return known
  return { ...(await readSurroundings(db, [turn.conversationId])).get(turn.conversationId), ...known }
}

function eventFor(
  bot: Bot,
  thought: Thought,
  input: TurnInput,
  holder: Holder,
  surroundings: Surroundings,
): DialogEvent {
  const pageLanguage = bot.pageLanguage(input.page)
  const around = {
    ...{ holder, agentsOnline: input.agentsOnline, parked: input.parked, ...closedAt(input) },
    ...(pageLanguage === undefined ? {} : { pageLanguage }),
  }
  if (thought.kind === 'failed') return { kind: 'bot_failed', ...around }
  return {
    kind: 'message',
    understanding: thought.understanding,
    hits: thought.hits,
    ...(thought.pieces === undefined ? {} : { pieces: thought.pieces }),
    ...(thought.choice === undefined ? {} : { choice: thought.choice }),
    ...(thought.chosen === undefined ? {} : { chosen: thought.chosen }),
    around: surroundings,
    contact: input.contact,
    ...around,
  }
}

function closedAt({ hours, now }: TurnInput): { closed?: Closed } {
  if (hours === undefined || isOpen(hours, now)) return {}
  return { closed: { now, opensAt: nextOpening(hours, now), timeZone: hours.timeZone } }
}

/** Rejects when the work takes longer. The work itself cannot be stopped, but its result is not waited for. */
async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs)
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error(`the bot took longer than ${timeoutMs} ms`)), {
        once: true,
      })
    }),
  ])
}
