/** Which sentence model the bot uses: what there is to choose from, what holds, and the switch to another one. */
import Type from 'typebox'
import type { SentenceModel } from '../../embedder.ts'
import type { EmbedderSwitch } from '../../retrieval/embedder-switch.store.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, LanguageField, TenantParams } from './schemas.ts'

export interface EmbedderView {
  chosen: string[] | null
  defaults: string[]
  models: SentenceModel[]
  inForce: { identity: string; name: string; dims: number } | null
  problem: { models: string[]; code: string; message: string } | null
  switch: EmbedderSwitch | null
}

export interface EmbedderRoutesDeps {
  read(tenantId: string): Promise<EmbedderView>
  /** @throws InvalidInput `embedder_unknown` or `embedder_unusable`; Conflict `embedder_switch_runs`. */
  choose(tenantId: string, models: string[] | null): Promise<EmbedderView>
  /** The switch that runs, if one does. */
  cancel(tenantId: string): Promise<EmbedderView>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['settings']
/** More have never been joined to any gain. */
const MODELS_AT_MOST = 5

const Names = Type.Array(Type.String({ minLength: 1, maxLength: 300 }), {
  minItems: 1,
  maxItems: MODELS_AT_MOST,
  uniqueItems: true,
  description: 'Names of models, as in `models`; several are joined: one for a language beside one for both.',
})
const Chosen = Type.Union([Names, Type.Null()], { description: 'null: what the setting YINGDA_EMBEDDER says.' })

const Model = Type.Object({
  name: Type.String(),
  origin: Type.String({ description: 'built-in, configured (by YINGDA_EMBEDDER) or pulled.' }),
  kind: Type.Optional(
    Type.String({ description: 'static: tens of microseconds a sentence; transformers: milliseconds.' }),
  ),
  languages: Type.Optional(Type.Array(LanguageField, { description: 'Left out: several, or it does not say.' })),
  dims: Type.Optional(Type.Integer({ description: 'Numbers in a vector.' })),
  bytes: Type.Integer({ description: 'Of the files that are used.' }),
  problem: Type.Optional(Type.String({ description: 'Why it cannot be used.' })),
})

const Switch = Type.Object({
  id: Type.String(),
  models: Chosen,
  state: Type.String({ description: 'running, done, cancelled or failed.' }),
  stage: Type.String({ description: 'waiting, embedding (the passages) or training (the intents).' }),
  done: Type.Integer({ description: 'Passages that have vectors of the new model.' }),
  total: Type.Integer(),
  trained: Type.Number({ description: 'Share of the training, 0 to 1.' }),
  secondsLeft: Type.Optional(Type.Integer({ description: 'Of this stage, as far as can be said.' })),
  createdAt: Type.String(),
  finishedAt: Type.Optional(Type.String()),
  error: Type.Optional(
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      remedy: Type.Optional(Type.String()),
      params: Type.Record(Type.String(), Type.Any()),
    }),
  ),
})

const View = Type.Object({
  chosen: Chosen,
  defaults: Type.Array(Type.String(), { description: 'What holds where nothing is chosen; empty: words alone.' }),
  models: Type.Array(Model),
  inForce: Type.Union(
    [Type.Object({ identity: Type.String(), name: Type.String(), dims: Type.Integer() }), Type.Null()],
    { description: 'What the bot answers with now; null: with words alone.' },
  ),
  problem: Type.Union(
    [Type.Object({ models: Type.Array(Type.String()), code: Type.String(), message: Type.String() }), Type.Null()],
    { description: 'Why the chosen models do not hold here: the default one takes their place.' },
  ),
  switch: Type.Union([Switch, Type.Null()], { description: 'The one that runs, or the last one.' }),
})

export const embedderRoutes =
  (deps: EmbedderRoutesDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/embedder`,
      {
        schema: {
          summary: 'The sentence model of the bot: what holds, what there is, and how far a switch is',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: View, ...errors },
        },
      },
      async request => deps.read(request.params.tenantId),
    )

    app.put(
      `${T}/embedder`,
      {
        schema: {
          summary: 'Change the sentence model, in the background',
          description:
            'All passages are embedded and the intents trained with it; only then it takes over. Until then the one before answers.',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ models: Chosen }),
          response: { 200: View, ...errors },
        },
      },
      async request => deps.choose(request.params.tenantId, request.body.models),
    )

    app.delete(
      `${T}/embedder/switch`,
      {
        schema: {
          summary: 'Cancel the switch that runs; everything stays as it was',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: View, ...errors },
        },
      },
      async request => deps.cancel(request.params.tenantId),
    )
  }
