/** The desk over REST: the same use cases as its socket. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { View, ViewCounts } from '../../conversation/summary.store.ts'
import { ListFilter, ListSort } from '../../finding/filter.ts'
import type { ListRequest } from '../../finding/list.store.ts'
import type { ListPage } from '../../finding/list.ts'
import type { Packet } from '../../handoff/packet.ts'
import { ClientMessageId, ConversationEvent, Id, MAX_INTEGER, MAX_TEXT } from '../../message.ts'
import { ConversationSummary, Page } from '../../protocol.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

export interface ConversationRoutesDeps {
  list(agent: Agent, request: ListRequest): Promise<ListPage>
  counts(agent: Agent): Promise<ViewCounts>
  /** @throws NotFound. */
  read(tenantId: string, id: string): Promise<{ conversation: ConversationSummary; packet?: Packet; page?: Page }>
  events(tenantId: string, id: string, after: number, limit: number): Promise<ConversationEvent[]>
  reply(
    agent: Agent,
    id: string,
    epoch: number,
    clientMessageId: string,
    text: string,
    suggestionId?: string,
  ): Promise<{ seq: number; duplicate: boolean }>
  accept(agent: Agent, id: string): Promise<void>
  /** @throws Conflict `offer_gone`. */
  decline(agent: Agent, id: string, epoch: number): Promise<void>
  returnToBot(agent: Agent, id: string, epoch: number): Promise<void>
  returnToQueue(agent: Agent, id: string, epoch: number): Promise<void>
  close(agent: Agent, id: string, epoch: number | undefined): Promise<void>
  /** @throws Conflict `not_holder`; InvalidInput `due_out_of_range`. */
  snooze(agent: Agent, id: string, epoch: number, until: Date): Promise<void>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const Epoch = Type.Integer({ minimum: 0, description: 'The fencing epoch of the assignment, from the summary.' })
const One = Type.Object({ conversation: ConversationSummary })
const Views = Type.Union(
  ['queue', 'mine', 'open', 'parked', 'mentions', 'resolved', 'all'].map(view => Type.Literal(view as View)),
)

export const conversationRoutes =
  (deps: ConversationRoutesDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/conversations`,
      {
        schema: {
          summary: 'A list of the desk: the queue by waiting time, others newest first',
          tags,
          security: forAgents,
          params: TenantParams,
          querystring: Type.Object({
            view: Type.Optional(Views),
            ...ListFilter.properties,
            sort: Type.Optional(ListSort),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ maxLength: 120, description: '`next` of the page before.' })),
            before: Type.Optional(
              Type.String({ format: 'date-time', description: 'Without a cursor: only with an older last event.' }),
            ),
          }),
          response: {
            200: Type.Object({
              conversations: Type.Array(ConversationSummary),
              next: Type.Optional(Type.String({ description: 'The cursor of the page after; missing at the end.' })),
              mentioned: Type.Optional(
                Type.Array(Type.String(), {
                  description: 'Of mentions: those of the page with a note that names him and that he has not read.',
                }),
              ),
              counts: Type.Object({
                queue: Type.Integer(),
                mine: Type.Integer(),
                open: Type.Integer(),
                parked: Type.Integer(),
                mentions: Type.Integer(),
              }),
            }),
            ...errors,
          },
        },
      },
      async request => {
        const { view = 'queue', sort, limit = 50, cursor, before, ...filter } = request.query
        const agent = agentOf(request)
        const until = before !== undefined && cursor === undefined ? { until: before } : {}
        const page = await deps.list(agent, { view, sort, limit, cursor, filter: { ...filter, ...until } })
        return { ...page, counts: await deps.counts(agent) }
      },
    )

    app.get(
      `${T}/conversations/:id`,
      {
        schema: {
          summary: 'One conversation with the packet of its handoff',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: {
            200: Type.Object({
              conversation: ConversationSummary,
              packet: Type.Optional(
                Type.Unsafe<Packet>(Type.Any({ description: 'What the bot knew when it let go.' })),
              ),
              page: Type.Optional(Page),
            }),
            ...errors,
          },
        },
      },
      async request => deps.read(request.params.tenantId, request.params.id),
    )

    app.get(
      `${T}/conversations/:id/events`,
      {
        schema: {
          summary: 'Events after a seq',
          tags,
          security: forAgents,
          params: TenantItemParams,
          querystring: Type.Object({
            after: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_INTEGER })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
          }),
          response: { 200: Type.Object({ events: Type.Array(ConversationEvent) }), ...errors },
        },
      },
      async request => {
        const { tenantId, id } = request.params
        const { after = 0, limit = 200 } = request.query
        return { events: await deps.events(tenantId, id, after, limit) }
      },
    )

    app.post(
      `${T}/conversations/:id/messages`,
      {
        schema: {
          summary: 'Answer the visitor',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({
            clientMessageId: ClientMessageId,
            text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
            epoch: Epoch,
            suggestionId: Type.Optional(Id),
          }),
          response: { 200: Type.Object({ seq: Type.Integer(), duplicate: Type.Boolean() }), ...errors },
        },
      },
      async request => {
        const { clientMessageId, text, epoch, suggestionId } = request.body
        return deps.reply(agentOf(request), request.params.id, epoch, clientMessageId, text, suggestionId)
      },
    )

    app.post(
      `${T}/conversations/:id/accept`,
      {
        schema: {
          summary: 'Take a waiting conversation, or one from the bot; exactly one agent wins',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: One, ...errors },
        },
      },
      async request => {
        await deps.accept(agentOf(request), request.params.id)
        return oneOf(await deps.read(request.params.tenantId, request.params.id))
      },
    )

    for (const [path, summary, act] of [
      ['decline', 'Decline what is offered to you: it is offered to somebody else', deps.decline],
      ['return-to-bot', 'Give the conversation back to the bot', deps.returnToBot],
      ['return-to-queue', 'Put the conversation back at its old place in the queue', deps.returnToQueue],
    ] as const) {
      app.post(
        `${T}/conversations/:id/${path}`,
        {
          schema: {
            summary,
            tags,
            security: forAgents,
            params: TenantItemParams,
            body: Type.Object({ epoch: Epoch }),
            response: { 200: One, ...errors },
          },
        },
        async request => {
          await act(agentOf(request), request.params.id, request.body.epoch)
          return oneOf(await deps.read(request.params.tenantId, request.params.id))
        },
      )
    }

    app.post(
      `${T}/conversations/:id/snooze`,
      {
        schema: {
          summary:
            'Put the conversation off: it comes back to you then, or when the visitor writes; accept takes it sooner',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({ epoch: Epoch, until: Type.String({ format: 'date-time' }) }),
          response: { 200: One, ...errors },
        },
      },
      async request => {
        const { epoch, until } = request.body
        await deps.snooze(agentOf(request), request.params.id, epoch, new Date(until))
        return oneOf(await deps.read(request.params.tenantId, request.params.id))
      },
    )

    app.post(
      `${T}/conversations/:id/close`,
      {
        schema: {
          summary: 'Close the conversation; it opens anew when the visitor writes',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({ epoch: Type.Optional(Epoch) }),
          response: { 200: One, ...errors },
        },
      },
      async request => {
        await deps.close(agentOf(request), request.params.id, request.body.epoch)
        return oneOf(await deps.read(request.params.tenantId, request.params.id))
      },
    )
  }

const oneOf = ({ conversation }: { conversation: ConversationSummary }) => ({ conversation })
