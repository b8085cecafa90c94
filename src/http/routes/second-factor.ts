/** The second factor of one's own account, and its removal by an administrator. Each step of one's own asks for the password. */
import Type from 'typebox'
import type { Agents } from '../../admin/agents.ts'
import type { SecondFactors } from '../../admin/second-factor.ts'
import type { SignIn } from '../../admin/sign-in.ts'
import { agentOf, signedInOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, forPeople, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['session']
const Password = Type.Object({ password: Type.String({ minLength: 1, maxLength: 300 }) })
const Codes = Type.Object({
  recoveryCodes: Type.Array(Type.String(), { description: 'In this answer and nowhere else; each works once.' }),
})

export interface SecondFactorDeps {
  factors: SecondFactors
  signIn: Pick<SignIn, 'checkPassword'>
  agents: Pick<Agents, 'checkOwner' | 'read'>
}

export const secondFactorRoutes =
  (deps: SecondFactorDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/me/second-factor`,
      {
        schema: {
          summary: 'Whether codes are asked for when I sign in',
          tags,
          security: forPeople,
          params: TenantParams,
          response: { 200: Type.Object({ on: Type.Boolean(), codesLeft: Type.Integer() }), ...errors },
        },
      },
      async request => {
        const me = agentOf(request)
        return { on: await deps.factors.isOn(me), codesLeft: await deps.factors.codesLeft(me) }
      },
    )
    turnOn(app, deps)
    turnOff(app, deps)
  }

function turnOn(app: HttpServer, { factors, signIn }: SecondFactorDeps): void {
  app.post(
    `${T}/me/second-factor`,
    {
      schema: {
        summary:
          'A new secret for an authenticator app; asked for once a code of it is confirmed. Without the password only where my role demands it and I have just signed in',
        tags,
        security: forPeople,
        params: TenantParams,
        body: Type.Partial(Password),
        response: { 200: Type.Object({ secret: Type.String(), uri: Type.String() }), ...errors },
      },
    },
    async (request, reply) => {
      const me = signedInOf(request)
      if (!me.owesFactor) await signIn.checkPassword(me, request.body.password ?? '')
      reply.header('cache-control', 'no-store')
      return factors.propose(me)
    },
  )

  app.post(
    `${T}/me/second-factor/confirm`,
    {
      schema: {
        summary: 'The first code: from now on they are asked for',
        tags,
        security: forPeople,
        params: TenantParams,
        body: Type.Object({ code: Type.String({ minLength: 6, maxLength: 20 }) }),
        response: { 200: Codes, ...errors },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return factors.confirm(signedInOf(request), request.body.code)
    },
  )

  app.post(
    `${T}/me/second-factor/recovery-codes`,
    {
      schema: {
        summary: 'New recovery codes; those before are void',
        tags,
        security: forPeople,
        params: TenantParams,
        body: Password,
        response: { 200: Codes, ...errors },
      },
    },
    async (request, reply) => {
      await signIn.checkPassword(agentOf(request), request.body.password)
      reply.header('cache-control', 'no-store')
      return factors.renewCodes(agentOf(request))
    },
  )
}

function turnOff(app: HttpServer, { factors, signIn, agents }: SecondFactorDeps): void {
  app.post(
    `${T}/me/second-factor/remove`,
    {
      schema: {
        summary: 'No codes any more, unless my role demands them',
        tags,
        security: forPeople,
        params: TenantParams,
        body: Password,
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      const me = agentOf(request)
      await signIn.checkPassword(me, request.body.password)
      await factors.removeOwn(me)
      return reply.code(204).send(null)
    },
  )

  app.post(
    `${T}/agents/:id/reset-second-factor`,
    {
      schema: {
        summary: "Take an agent's second factor away: his phone is gone, and so are his recovery codes",
        tags,
        security: forAgents,
        params: TenantItemParams,
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      const { tenantId, id } = request.params
      await agents.checkOwner(agentOf(request), id, undefined)
      await agents.read(tenantId, id)
      await factors.remove(tenantId, id)
      return reply.code(204).send(null)
    },
  )
}
