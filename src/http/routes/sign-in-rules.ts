/** What is demanded of those who sign in. */
import Type from 'typebox'
import type { Agents } from '../../admin/agents.ts'
import { SignInRules } from '../../admin/sign-in-rules.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantParams } from './schemas.ts'

const PATH = '/api/v1/tenants/:tenantId/sign-in-rules'
const tags = ['agents']
const Body = Type.Object({ rules: SignInRules })

export interface SignInRulesDeps {
  agents: Pick<Agents, 'checkOwner'>
  read(tenantId: string): Promise<SignInRules>
  write(tenantId: string, rules: SignInRules): Promise<void>
}

export const signInRulesRoutes =
  ({ agents, read, write }: SignInRulesDeps) =>
  (app: HttpServer): void => {
    app.get(
      PATH,
      {
        schema: {
          summary: 'Which roles must have a second factor',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: Body, ...errors },
        },
      },
      async request => ({ rules: await read(request.params.tenantId) }),
    )

    app.put(
      PATH,
      {
        schema: {
          summary: 'Change them; for owners an owner only. Open sessions go on, the next sign-in obeys',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Body,
          response: { 200: Body, ...errors },
        },
      },
      async request => {
        const { tenantId } = request.params
        const { rules } = request.body
        const ofOwners = ({ secondFactorRoles }: SignInRules) => secondFactorRoles.includes('owner')
        if (ofOwners(rules) !== ofOwners(await read(tenantId))) {
          await agents.checkOwner(agentOf(request), undefined, 'owner')
        }
        await write(tenantId, rules)
        return { rules }
      },
    )
  }
