/** The bot's words and thresholds, the inboxes, and the console's first screen. */
import Type from 'typebox'
import { type Inbox, InboxSettings } from '../../admin/inboxes.ts'
import { BotSettings, SETTING_DEFAULTS } from '../../admin/settings.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

export interface SettingsRoutesDeps {
  read(tenantId: string): Promise<BotSettings>
  write(tenantId: string, settings: BotSettings): Promise<void>
  inboxes(tenantId: string): Promise<Inbox[]>
  changeInbox(tenantId: string, id: string, change: { name: string; settings: InboxSettings }): Promise<Inbox>
  overview(tenantId: string): Promise<Record<string, unknown>>
}

const T = '/api/v1/tenants/:tenantId'
const SettingsBody = Type.Object({
  settings: BotSettings,
  defaults: Type.Any({ description: 'The shipped words, and each threshold with its bounds and measurement.' }),
})
const InboxBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  channel: Type.String(),
  settings: InboxSettings,
})

export const settingsRoutes =
  (deps: SettingsRoutesDeps) =>
  (app: HttpServer): void => {
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
      async request => ({ settings: await deps.read(request.params.tenantId), defaults: SETTING_DEFAULTS }),
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
        return { settings: await deps.read(request.params.tenantId), defaults: SETTING_DEFAULTS }
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
          body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), settings: InboxSettings }),
          response: { 200: Type.Object({ inbox: InboxBody }), ...errors },
        },
      },
      async request => ({ inbox: await deps.changeInbox(request.params.tenantId, request.params.id, request.body) }),
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
