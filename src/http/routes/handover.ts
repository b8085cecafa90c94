/** When conversations go to a person: the settings, and a message tried on settings that are not in force. */
import Type from 'typebox'
import type { Difference, DryRun, DryRunResult } from '../../conversation/dry-run.store.ts'
import type { HandoverTrial, TriedMessage } from '../../conversation/try-handover.ts'
import { DEFAULT_HANDOVER, HandoverSettings } from '../../dialog/handover/settings.ts'
import { Id, MAX_TEXT } from '../../message.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantParams } from './schemas.ts'

export interface HandoverRoutesDeps {
  read(tenantId: string): Promise<HandoverSettings>
  write(tenantId: string, settings: HandoverSettings): Promise<void>
  /** Starts one; the one that runs is cancelled. */
  startDryRun(tenantId: string, settings: HandoverSettings, days: number): Promise<DryRunView>
  /** The newest, with the words of the messages that it names. */
  dryRun(tenantId: string): Promise<DryRunView | undefined>
  cancelDryRun(tenantId: string): Promise<void>
  try(tenantId: string, settings: HandoverSettings, message: TriedMessage): Promise<HandoverTrial>
}

/** A difference with the visitor's words, which are read anew each time. */
export type ShownDifference = Difference & { text: string }
type ShownList = { count: number; first: ShownDifference[] }
export type DryRunView = Omit<DryRun, 'result'> & {
  result?: Omit<DryRunResult, 'more' | 'fewer' | 'other'> & Record<'more' | 'fewer' | 'other', ShownList>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['handover']
const SettingsBody = Type.Object({ handover: HandoverSettings, defaults: HandoverSettings })
const Message = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
    misses: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    inboxId: Type.Optional(Id),
    pageUrl: Type.Optional(Type.String({ maxLength: 2000 })),
    hours: Type.Optional(
      Type.Union([Type.Literal('inside'), Type.Literal('outside')], {
        description: 'Without it: as the business hours of the inbox are now; unknown without an inbox.',
      }),
    ),
    labels: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 })),
    attributes: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 100 }),
        Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]),
      ),
    ),
  },
  { additionalProperties: false, description: 'The first message of a conversation, with what is known around it.' },
)

const Differences = Type.Object({
  count: Type.Integer(),
  first: Type.Array(
    Type.Object({
      conversationId: Type.String(),
      seq: Type.Integer({ description: 'The message at which it goes to a person.' }),
      text: Type.String({ description: 'Its first 200 characters; empty when it was erased.' }),
      reason: Type.String(),
      rule: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
    }),
  ),
})
const Run = Type.Object({
  id: Type.String(),
  state: Type.String({ description: 'running, done, cancelled or failed.' }),
  days: Type.Integer(),
  done: Type.Integer({ description: 'Conversations.' }),
  total: Type.Integer(),
  createdAt: Type.String(),
  finishedAt: Type.Optional(Type.String()),
  settings: HandoverSettings,
  result: Type.Optional(
    Type.Object({
      conversations: Type.Integer(),
      messages: Type.Integer(),
      before: Type.Integer({ description: 'Handed over by the rules in force.' }),
      after: Type.Integer({ description: 'Handed over by the tried ones.' }),
      more: Differences,
      fewer: Differences,
      other: Differences,
      asked: Type.Integer({ description: 'Conversations in which a tried rule asks first.' }),
    }),
  ),
})

export const handoverRoutes =
  (deps: HandoverRoutesDeps) =>
  (app: HttpServer): void => {
    dryRuns(app, deps)
    const answer = async (tenantId: string) => ({ handover: await deps.read(tenantId), defaults: DEFAULT_HANDOVER })

    app.get(
      `${T}/handover`,
      {
        schema: {
          summary: 'When conversations go to a person: what the bot looks at, and rules of your own',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: SettingsBody, ...errors },
        },
      },
      async request => answer(request.params.tenantId),
    )

    app.put(
      `${T}/handover`,
      {
        schema: {
          summary: 'Change it, all fields together; in force from the next message on',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ handover: HandoverSettings }),
          response: { 200: SettingsBody, ...errors },
        },
      },
      async request => {
        await deps.write(request.params.tenantId, request.body.handover)
        return answer(request.params.tenantId)
      },
    )

    app.post(
      `${T}/handover/try`,
      {
        schema: {
          summary: 'What would become of one message by these settings, and which conditions decide; nothing is stored',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ handover: HandoverSettings, message: Message }),
          response: {
            200: Type.Object({
              outcome: Type.String({ description: 'person, asks or bot.' }),
              reason: Type.Optional(Type.String()),
              rule: Type.String({ description: 'The rule of the dialog that decides.' }),
              ruleId: Type.Optional(Type.String({ description: 'Your rule that applies.' })),
              text: Type.String({ description: 'What the bot says.' }),
              verdicts: Type.Array(
                Type.Object({
                  id: Type.String(),
                  holds: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: it cannot be told.' }),
                  because: Type.Array(Type.Any(), { description: 'The conditions that decided, with what was found.' }),
                }),
              ),
              facts: Type.Any({ description: 'What the rules saw: language, anger, confidence, entities, intents.' }),
            }),
            ...errors,
          },
        },
      },
      async request => deps.try(request.params.tenantId, request.body.handover, request.body.message),
    )
  }

function dryRuns(app: HttpServer, deps: HandoverRoutesDeps): void {
  app.post(
    `${T}/handover/dry-run`,
    {
      schema: {
        summary: 'Replay the recorded conversations of the last days with these settings, in the background',
        description: 'The newest 2,000 at most. One that is running is cancelled. Nothing is stored but its result.',
        tags,
        security: forAgents,
        params: TenantParams,
        body: Type.Object({ handover: HandoverSettings, days: Type.Integer({ minimum: 1, maximum: 365 }) }),
        response: { 200: Type.Object({ run: Run }), ...errors },
      },
    },
    async request => ({
      run: await deps.startDryRun(request.params.tenantId, request.body.handover, request.body.days),
    }),
  )

  app.get(
    `${T}/handover/dry-run`,
    {
      schema: {
        summary: 'The newest dry run: how far it is, or what it found',
        tags,
        security: forAgents,
        params: TenantParams,
        response: { 200: Type.Object({ run: Type.Union([Run, Type.Null()]) }), ...errors },
      },
    },
    async request => ({ run: (await deps.dryRun(request.params.tenantId)) ?? null }),
  )

  app.delete(
    `${T}/handover/dry-run`,
    {
      schema: {
        summary: 'Cancel the dry run that is running',
        tags,
        security: forAgents,
        params: TenantParams,
        response: { 200: Type.Object({}), ...errors },
      },
    },
    async request => {
      await deps.cancelDryRun(request.params.tenantId)
      return {}
    },
  )
}
