/** What agents do with a conversation beside answering: notes, labels, opening it again, blocking its visitor. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { BlockedVisitor } from '../../conversation/blocking.ts'
import type { MacroRun } from '../../conversation/macro-run.ts'
import type { NewNote } from '../../conversation/notes.ts'
import { ClientMessageId, Id, MAX_TEXT } from '../../message.ts'
import { ConversationSummary } from '../../protocol.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

export interface ConversationToolsDeps {
  note(agent: Agent, id: string, note: NewNote): Promise<{ seq: number; duplicate: boolean }>
  readMentions(agent: Agent, id: string): Promise<void>
  setLabels(agent: Agent, id: string, labelIds: readonly string[]): Promise<void>
  /** All of it or nothing. @throws what its first refused step throws, with `params.step`. */
  runMacro(agent: Agent, id: string, run: MacroRun): Promise<void>
  /** @throws Conflict `newer_conversation`, `agent_full`. */
  reopen(agent: Agent, id: string): Promise<void>
  setBlocked(agent: Agent, id: string, blocked: boolean, reason: string): Promise<void>
  blocked(tenantId: string): Promise<BlockedVisitor[]>
  read(tenantId: string, id: string): Promise<{ conversation: ConversationSummary }>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const security = forAgents
const One = Type.Object({ conversation: ConversationSummary })
const MacroStep = Type.Union([
  Type.Object({ kind: Type.Literal('reply'), text: Type.String({ minLength: 1, maxLength: MAX_TEXT }) }),
  Type.Object({ kind: Type.Literal('label'), labelId: Id }),
  Type.Object({ kind: Type.Literal('transfer'), teamId: Id, note: Type.String({ maxLength: 1000 }) }),
  Type.Object({ kind: Type.Literal('snooze'), hours: Type.Number({ minimum: 0.25, maximum: 8760 }) }),
  Type.Object({ kind: Type.Literal('close') }),
  Type.Object({ kind: Type.Literal('return_to_bot') }),
])
const MacroRunBody = Type.Object({
  runId: Type.String({ minLength: 8, maxLength: 60, pattern: '^[A-Za-z0-9_-]+$', description: 'New for each run.' }),
  epoch: Type.Integer({ minimum: 0, description: 'The fencing epoch of the assignment, from the summary.' }),
  steps: Type.Array(MacroStep, { minItems: 1, maxItems: 10 }),
})
const Reason = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 300 })) })
const Blocked = Type.Object({
  contactId: Type.String(),
  name: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
  at: Type.String({ format: 'date-time' }),
  reason: Type.String(),
  by: Type.Optional(Type.String({ description: 'Name of who did it.' })),
  conversationId: Type.Optional(Type.String({ description: 'His newest one.' })),
})

export const conversationToolRoutes =
  (deps: ConversationToolsDeps) =>
  (app: HttpServer): void => {
    const oneNow = async (tenantId: string, id: string) => ({
      conversation: (await deps.read(tenantId, id)).conversation,
    })

    app.post(
      `${T}/conversations/:id/notes`,
      {
        schema: {
          summary: 'Add a private note, which only agents see; the colleagues it names are told',
          tags,
          security,
          params: TenantItemParams,
          body: Type.Object({
            clientMessageId: ClientMessageId,
            text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
            mentions: Type.Optional(Type.Array(Id, { maxItems: 20 })),
          }),
          response: { 200: Type.Object({ seq: Type.Integer(), duplicate: Type.Boolean() }), ...errors },
        },
      },
      async request => {
        const { clientMessageId, text, mentions = [] } = request.body
        return deps.note(agentOf(request), request.params.id, { clientMessageId, text, mentions })
      },
    )

    app.post(
      `${T}/conversations/:id/mentions/read`,
      {
        schema: {
          summary: 'You have seen the notes of this conversation that name you',
          tags,
          security,
          params: TenantItemParams,
          response: { 200: Type.Object({}), ...errors },
        },
      },
      async request => {
        await deps.readMentions(agentOf(request), request.params.id)
        return {}
      },
    )

    app.put(
      `${T}/conversations/:id/labels`,
      {
        schema: {
          summary: 'Give the conversation exactly these labels',
          tags,
          security,
          params: TenantItemParams,
          body: Type.Object({ labelIds: Type.Array(Id, { maxItems: 50 }) }),
          response: { 200: One, ...errors },
        },
      },
      async request => {
        const { tenantId, id } = request.params
        await deps.setLabels(agentOf(request), id, request.body.labelIds)
        return oneNow(tenantId, id)
      },
    )

    app.post(
      `${T}/conversations/:id/macro`,
      {
        schema: {
          summary: 'Do several things in one go: all of them, or nothing; an error says at which step',
          tags,
          security,
          params: TenantItemParams,
          body: MacroRunBody,
          response: { 200: One, ...errors },
        },
      },
      async request => {
        const { tenantId, id } = request.params
        await deps.runMacro(agentOf(request), id, request.body)
        return oneNow(tenantId, id)
      },
    )

    app.post(
      `${T}/conversations/:id/reopen`,
      {
        schema: {
          summary: 'Open a closed conversation again, in your hands; not when its visitor has a newer one',
          tags,
          security,
          params: TenantItemParams,
          response: { 200: One, ...errors },
        },
      },
      async request => {
        await deps.reopen(agentOf(request), request.params.id)
        return oneNow(request.params.tenantId, request.params.id)
      },
    )

    for (const [path, summary, blocked] of [
      ['block', 'Refuse what the visitor of this conversation writes from now on', true],
      ['unblock', 'Let the visitor of this conversation write again', false],
    ] as const) {
      app.post(
        `${T}/conversations/:id/${path}`,
        {
          schema: {
            summary,
            tags,
            security,
            params: TenantItemParams,
            body: Reason,
            response: { 200: One, ...errors },
          },
        },
        async request => {
          const { tenantId, id } = request.params
          await deps.setBlocked(agentOf(request), id, blocked, request.body.reason ?? '')
          return oneNow(tenantId, id)
        },
      )
    }

    app.get(
      `${T}/blocked`,
      {
        schema: {
          summary: 'Visitors whose messages are refused, the last one first',
          tags,
          security,
          params: TenantParams,
          response: { 200: Type.Object({ blocked: Type.Array(Blocked) }), ...errors },
        },
      },
      async request => ({ blocked: (await deps.blocked(request.params.tenantId)).map(withoutUndefined) }),
    )
  }

/** A field that is undefined is left out of the answer: the schema has no `undefined`. */
function withoutUndefined(visitor: BlockedVisitor) {
  const { name, email, phone, by, conversationId, ...rest } = visitor
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(by === undefined ? {} : { by }),
    ...(conversationId === undefined ? {} : { conversationId }),
  }
}
