/** How conversations find their agents: the strategy, teams, and what each agent can do. */
import Type from 'typebox'
import type { AgentRouting, Team } from '../../admin/teams.ts'
import { DEFAULT_ROUTING, RoutingSettings } from '../../handoff/routing/settings.ts'
import { Id, Language } from '../../message.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

export interface RoutingRoutesDeps {
  read(tenantId: string): Promise<RoutingSettings>
  write(tenantId: string, settings: RoutingSettings): Promise<void>
  teams(tenantId: string): Promise<Team[]>
  addTeam(tenantId: string, team: Omit<Team, 'id'>): Promise<Team>
  changeTeam(tenantId: string, id: string, team: Omit<Team, 'id'>): Promise<Team>
  removeTeam(tenantId: string, id: string): Promise<void>
  agents(tenantId: string): Promise<Record<string, AgentRouting>>
  writeAgent(tenantId: string, id: string, routing: AgentRouting): Promise<void>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['routing']
const NewTeam = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  agentIds: Type.Array(Id, { maxItems: 1000 }),
})
const TeamBody = Type.Object({ id: Type.String(), name: Type.String(), agentIds: Type.Array(Type.String()) })
const Profile = Type.Object(
  {
    languages: Type.Array(Language, { maxItems: 2 }),
    skills: Type.Array(
      Type.Object({
        skill: Type.String({ minLength: 1, maxLength: 40 }),
        level: Type.Integer({ minimum: 1, maximum: 5, description: '1: knows a little, 5: knows it all.' }),
      }),
      { maxItems: 50 },
    ),
  },
  { description: 'What routing knows of an agent.' },
)
const SettingsBody = Type.Object({ routing: RoutingSettings, defaults: RoutingSettings })
const Nothing = Type.Object({})

export const routingRoutes =
  (deps: RoutingRoutesDeps) =>
  (app: HttpServer): void => {
    settings(app, deps)
    teams(app, deps)
    app.put(
      `${T}/agents/:id/routing`,
      {
        schema: {
          summary: "An agent's languages and skills",
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Profile,
          response: { 200: Nothing, ...errors },
        },
      },
      async request => {
        await deps.writeAgent(request.params.tenantId, request.params.id, request.body)
        return {}
      },
    )
  }

function settings(app: HttpServer, deps: RoutingRoutesDeps): void {
  app.get(
    `${T}/routing`,
    {
      schema: {
        summary: 'How conversations are offered to agents',
        tags,
        security: forAgents,
        params: TenantParams,
        response: { 200: SettingsBody, ...errors },
      },
    },
    async request => ({ routing: await deps.read(request.params.tenantId), defaults: DEFAULT_ROUTING }),
  )

  app.put(
    `${T}/routing`,
    {
      schema: {
        summary: 'Change it; what waits is offered anew at once',
        tags,
        security: forAgents,
        params: TenantParams,
        body: Type.Object({ routing: RoutingSettings }),
        response: { 200: SettingsBody, ...errors },
      },
    },
    async request => {
      await deps.write(request.params.tenantId, request.body.routing)
      return { routing: await deps.read(request.params.tenantId), defaults: DEFAULT_ROUTING }
    },
  )
}

function teams(app: HttpServer, deps: RoutingRoutesDeps): void {
  app.get(
    `${T}/teams`,
    {
      schema: {
        summary: 'Teams with their members, and what each agent can do',
        tags,
        security: forAgents,
        params: TenantParams,
        response: {
          200: Type.Object({ teams: Type.Array(TeamBody), agents: Type.Record(Type.String(), Type.Any()) }),
          ...errors,
        },
      },
    },
    async request => ({
      teams: await deps.teams(request.params.tenantId),
      agents: await deps.agents(request.params.tenantId),
    }),
  )

  app.post(
    `${T}/teams`,
    {
      schema: {
        summary: 'Add a team',
        tags,
        security: forAgents,
        params: TenantParams,
        body: NewTeam,
        response: { 200: Type.Object({ team: TeamBody }), ...errors },
      },
    },
    async request => ({ team: await deps.addTeam(request.params.tenantId, request.body) }),
  )

  app.put(
    `${T}/teams/:id`,
    {
      schema: {
        summary: "Change a team's name and members",
        tags,
        security: forAgents,
        params: TenantItemParams,
        body: NewTeam,
        response: { 200: Type.Object({ team: TeamBody }), ...errors },
      },
    },
    async request => ({ team: await deps.changeTeam(request.params.tenantId, request.params.id, request.body) }),
  )

  app.delete(
    `${T}/teams/:id`,
    {
      schema: {
        summary: 'Remove a team; what asked for it asks for nobody in particular',
        tags,
        security: forAgents,
        params: TenantItemParams,
        response: { 200: Nothing, ...errors },
      },
    },
    async request => {
      await deps.removeTeam(request.params.tenantId, request.params.id)
      return {}
    },
  )
}
