/** Intents and their training. */
import Type from 'typebox'
import { type Intent, IntentContent } from '../../admin/intents.ts'
import type { TrainingResult } from '../../admin/training.ts'
import type { ActiveModel } from '../../nlu/model.store.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

export interface IntentRoutesDeps {
  list(tenantId: string): Promise<Intent[]>
  add(tenantId: string, intent: IntentContent): Promise<Intent>
  change(tenantId: string, id: string, intent: IntentContent): Promise<Intent>
  remove(tenantId: string, id: string): Promise<void>
  model(tenantId: string): Promise<(ActiveModel & { stale: boolean }) | undefined>
  train(tenantId: string): Promise<TrainingResult>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['intents']
const IntentBody = Type.Object({ id: Type.String(), ...IntentContent.properties, updatedAt: Type.String() })
const OneIntent = Type.Object({ intent: IntentBody })
const Model = Type.Object({
  hash: Type.String(),
  trainedAt: Type.String(),
  intents: Type.Integer(),
  utterances: Type.Integer(),
  languages: Type.Array(Type.String()),
  scores: Type.Any({ description: 'By cross-validation, shares of 1.' }),
  stale: Type.Boolean({ description: 'The intents have changed since.' }),
})

const modelOf = ({ hash, manifest, stale }: ActiveModel & { stale: boolean }) => ({
  hash,
  trainedAt: manifest.createdAt,
  intents: manifest.intents.length,
  utterances: manifest.utterances,
  languages: [...manifest.languages],
  scores: manifest.scores,
  stale,
})

export const intentRoutes =
  (deps: IntentRoutesDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/intents`,
      {
        schema: {
          summary: 'Intents, and the model that serves',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: Type.Object({ intents: Type.Array(IntentBody), model: Type.Optional(Model) }), ...errors },
        },
      },
      async request => {
        const model = await deps.model(request.params.tenantId)
        const intents = await deps.list(request.params.tenantId)
        return { intents, ...(model === undefined ? {} : { model: modelOf(model) }) }
      },
    )

    app.post(
      `${T}/intents`,
      {
        schema: {
          summary: 'Add an intent',
          tags,
          security: forAgents,
          params: TenantParams,
          body: IntentContent,
          response: { 200: OneIntent, ...errors },
        },
      },
      async request => ({ intent: await deps.add(request.params.tenantId, request.body) }),
    )

    app.put(
      `${T}/intents/:id`,
      {
        schema: {
          summary: 'Change an intent',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: IntentContent,
          response: { 200: OneIntent, ...errors },
        },
      },
      async request => ({ intent: await deps.change(request.params.tenantId, request.params.id, request.body) }),
    )

    app.delete(
      `${T}/intents/:id`,
      {
        schema: {
          summary: 'Delete an intent with its utterances',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await deps.remove(request.params.tenantId, request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `${T}/train`,
      {
        schema: {
          summary: 'Train the intents and put the model in service',
          tags,
          security: forAgents,
          params: TenantParams,
          response: {
            200: Type.Object({ model: Model, report: Type.Any({ description: 'The cross-validated table.' }) }),
            ...errors,
          },
        },
      },
      async request => {
        const { hash, manifest, report } = await deps.train(request.params.tenantId)
        return { model: modelOf({ hash, manifest, stale: false }), report }
      },
    )
  }
