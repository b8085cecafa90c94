/** The bot's words and thresholds, the inboxes, and the console's first screen. */
import Type, { type Static } from 'typebox'
import { OLD_KEY_HOURS_AT_MOST } from '../../admin/identity-keys.ts'
import { type Inbox, InboxSettings } from '../../admin/inboxes.ts'
import { BotSettings, SETTING_DEFAULTS } from '../../admin/settings.ts'
import type { Language } from '../../message.ts'
import type { SurenessPoint } from '../../nlu/sureness.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, LanguageField, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

export interface SettingsRoutesDeps {
  read(tenantId: string): Promise<BotSettings>
  write(tenantId: string, settings: BotSettings): Promise<void>
  /** What each confidence of the model in service means, by language; empty where it was never measured. */
  sureness(tenantId: string): Promise<{ language: Language; lines: number; points: SurenessPoint[] }[]>
  inboxes(tenantId: string): Promise<Inbox[]>
  changeInbox(tenantId: string, id: string, change: InboxChange): Promise<Inbox>
  /** Shown this once. @throws NotFound `inbox_not_found`. */
  makeIdentityKey(tenantId: string, inboxId: string, keepOldHours?: number): Promise<string>
  /** @throws NotFound `inbox_not_found`. */
  removeIdentityKey(tenantId: string, inboxId: string): Promise<void>
  overview(tenantId: string): Promise<Record<string, unknown>>
}

const Weight = Type.Integer({
  minimum: 1,
  maximum: 100,
  description: "How much of an agent's capacity a conversation takes.",
})
const InboxChange = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  settings: InboxSettings,
  capacityWeight: Type.Optional(Weight),
})
type InboxChange = Static<typeof InboxChange>

const T = '/api/v1/tenants/:tenantId'
const SettingsBody = Type.Object({
  settings: BotSettings,
  sureness: Type.Array(
    Type.Object({
      language: LanguageField,
      lines: Type.Integer({ description: 'Questions that were held out in cross-validation.' }),
      points: Type.Array(
        Type.Object({
          from: Type.Number(),
          coverage: Type.Number(),
          precision: Type.Number(),
          low: Type.Number(),
          high: Type.Number(),
        }),
      ),
    }),
    { description: 'For each confidence: the share answered from there on, and how often rightly (95 % interval).' },
  ),
  defaults: Type.Any({ description: 'The shipped words, and each threshold with its bounds and measurement.' }),
})
const InboxBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  channel: Type.String(),
  settings: InboxSettings,
  capacityWeight: Weight,
  hasIdentityKey: Type.Boolean({ description: "The host's server can sign who its visitors are." }),
  oldKeyUntil: Type.Optional(
    Type.String({ format: 'date-time', description: 'The key before it is good until then.' }),
  ),
})

const NewKey = Type.Object({
  keepOldHours: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: OLD_KEY_HOURS_AT_MOST,
      description: 'For so long the key before is good as well; 0, if left out: not at all.',
    }),
  ),
})

export const settingsRoutes =
  (deps: SettingsRoutesDeps) =>
  (app: HttpServer): void => {
    const answer = async (tenantId: string) => ({
      settings: await deps.read(tenantId),
      sureness: await deps.sureness(tenantId),
      defaults: SETTING_DEFAULTS,
    })

    app.get(
      `${T}/settings`,
      {
        schema: {
          summary: "The bot's words and thresholds",
          tags: ['settings'],
          security: forAgents,
          params: TenantParams,
          response: { 200: SettingsBody, ...errors },
        },
      },
      async request => answer(request.params.tenantId),
    )

    app.put(
      `${T}/settings`,
      {
        schema: {
          summary: 'Change them; what is left out falls back to the default',
          tags: ['settings'],
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ settings: BotSettings }),
          response: { 200: SettingsBody, ...errors },
        },
      },
      async request => {
        await deps.write(request.params.tenantId, request.body.settings)
        return answer(request.params.tenantId)
      },
    )

    app.get(
      `${T}/inboxes`,
      {
        schema: {
          summary: 'Inboxes with their widgets',
          tags: ['settings'],
          security: forAgents,
          params: TenantParams,
          response: { 200: Type.Object({ inboxes: Type.Array(InboxBody) }), ...errors },
        },
      },
      async request => ({ inboxes: await deps.inboxes(request.params.tenantId) }),
    )

    app.put(
      `${T}/inboxes/:id`,
      {
        schema: {
          summary: 'Change an inbox',
          tags: ['settings'],
          security: forAgents,
          params: TenantItemParams,
          body: InboxChange,
          response: { 200: Type.Object({ inbox: InboxBody }), ...errors },
        },
      },
      async request => ({ inbox: await deps.changeInbox(request.params.tenantId, request.params.id, request.body) }),
    )

    app.post(
      `${T}/inboxes/:id/identity-key`,
      {
        schema: {
          summary:
            'A new key for signing who the visitors are, shown this once; the old one is good no more, unless kept',
          tags: ['settings'],
          security: forAgents,
          params: TenantItemParams,
          body: Type.Union([NewKey, Type.Null()]),
          response: { 200: Type.Object({ key: Type.String() }), ...errors },
        },
      },
      async ({ params, body }) => ({ key: await deps.makeIdentityKey(params.tenantId, params.id, body?.keepOldHours) }),
    )

    app.delete(
      `${T}/inboxes/:id/identity-key`,
      {
        schema: {
          summary: 'Take the key away: no signature is believed any more',
          tags: ['settings'],
          security: forAgents,
          params: TenantItemParams,
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await deps.removeIdentityKey(request.params.tenantId, request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.get(
      `${T}/overview`,
      {
        schema: {
          summary: 'What runs, how well the bot answers, what it could not answer',
          tags: ['insights'],
          security: forAgents,
          params: TenantParams,
          response: { 200: Type.Record(Type.String(), Type.Any()), ...errors },
        },
      },
      async request => deps.overview(request.params.tenantId),
    )
  }
