/** What the desk finds: full-text search, and the views that agents keep. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import { DeskSettings } from '../../finding/desk-settings.ts'
import { ListFilter } from '../../finding/filter.ts'
import { NewView, type SavedView, ViewFilter } from '../../finding/saved-view.store.ts'
import { type SearchRequest, SearchResult } from '../../finding/search.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

export interface FindingRoutesDeps {
  /** @throws InvalidInput `query_empty`, `cursor_wrong`. */
  search(agent: Agent, request: SearchRequest): Promise<{ results: SearchResult[]; next: string | undefined }>
  /** With the inboxes, which agents may not list otherwise. */
  views(agent: Agent): Promise<{ views: SavedView[]; inboxes: { id: string; name: string }[] }>
  addView(agent: Agent, view: NewView): Promise<SavedView>
  changeView(agent: Agent, id: string, view: NewView): Promise<SavedView>
  removeView(agent: Agent, id: string): Promise<void>
  settings(tenantId: string): Promise<DeskSettings>
  writeSettings(tenantId: string, settings: DeskSettings): Promise<void>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const View = Type.Object({
  id: Type.String(),
  name: Type.String(),
  shared: Type.Boolean(),
  own: Type.Boolean({ description: 'Made by who asks.' }),
  filter: ViewFilter,
})
const Searched = Type.Union(
  ['all', 'mine', 'open', 'resolved'].map(view => Type.Literal(view as SearchRequest['view'])),
)
const SearchQuery = Type.Object({
  q: Type.String({ minLength: 1, maxLength: 200, description: 'Words, each of which must stand in the line.' }),
  view: Type.Optional(Searched),
  ...ListFilter.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 120, description: '`next` of the page before.' })),
})

export const findingRoutes =
  (deps: FindingRoutesDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/conversations/search`,
      {
        schema: {
          summary: 'Conversations by what was said in them, by notes and by contact: newest matching line first',
          tags,
          security: forAgents,
          params: TenantParams,
          querystring: SearchQuery,
          response: {
            200: Type.Object({ results: Type.Array(SearchResult), next: Type.Optional(Type.String()) }),
            ...errors,
          },
        },
      },
      async request => {
        const { q, view = 'all', limit = 20, cursor, ...filter } = request.query
        const { results, next } = await deps.search(agentOf(request), { q, view, limit, cursor, filter })
        return { results, ...(next === undefined ? {} : { next }) }
      },
    )

    app.get(
      `${T}/desk-settings`,
      {
        schema: {
          summary: 'What the desk is measured by',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: Type.Object({ settings: DeskSettings }), ...errors },
        },
      },
      async request => ({ settings: await deps.settings(request.params.tenantId) }),
    )

    app.put(
      `${T}/desk-settings`,
      {
        schema: {
          summary: 'Change what the desk is measured by',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ settings: DeskSettings }),
          response: { 200: Type.Object({ settings: DeskSettings }), ...errors },
        },
      },
      async request => {
        await deps.writeSettings(request.params.tenantId, request.body.settings)
        return { settings: await deps.settings(request.params.tenantId) }
      },
    )

    app.get(
      `${T}/views`,
      {
        schema: {
          summary: 'Saved views, one’s own and the shared ones, and the inboxes that lists can be narrowed to',
          tags,
          security: forAgents,
          params: TenantParams,
          response: {
            200: Type.Object({
              views: Type.Array(View),
              inboxes: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
            }),
            ...errors,
          },
        },
      },
      async request => deps.views(agentOf(request)),
    )

    app.post(
      `${T}/views`,
      {
        schema: {
          summary: 'Keep a view',
          tags,
          security: forAgents,
          params: TenantParams,
          body: NewView,
          response: { 201: Type.Object({ view: View }), ...errors },
        },
      },
      async (request, reply) => reply.code(201).send({ view: await deps.addView(agentOf(request), request.body) }),
    )

    app.put(
      `${T}/views/:id`,
      {
        schema: {
          summary: 'Change a view of one’s own; supervisors also shared ones',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: NewView,
          response: { 200: Type.Object({ view: View }), ...errors },
        },
      },
      async request => ({ view: await deps.changeView(agentOf(request), request.params.id, request.body) }),
    )

    app.delete(
      `${T}/views/:id`,
      {
        schema: {
          summary: 'Remove a view of one’s own; supervisors also shared ones',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await deps.removeView(agentOf(request), request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
