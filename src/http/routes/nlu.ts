/** Understanding over HTTP, in the shape of Rasa's server: what speaks to one speaks to the other. */
import Type from 'typebox'
import { MAX_TEXT } from '../../message.ts'
import type { Explanation } from '../../nlu/explain.ts'
import type { Matter, Understanding } from '../../nlu/understanding.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantParams } from './schemas.ts'

type Understood = Understanding & { matters: Matter[] }

export interface NluRoutesDeps {
  understand(tenantId: string, text: string): Promise<Understood>
  /** Undefined before the first training. */
  explain(tenantId: string, text: string): Promise<Explanation | undefined>
}

const Explained = Type.Object({
  intents: Type.Array(Type.Object({ name: Type.String(), confidence: Type.Number() })),
  outOfScope: Type.Number(),
  by: Type.String({ description: 'exact: a training line word for word; classifier.' }),
  reasons: Type.Array(Type.Object({ what: Type.String(), kind: Type.String(), weight: Type.Number() }), {
    description: 'Words, runs of letters, and the meaning as a whole: for the best intent (above 0) or against it.',
  }),
  judges: Type.Record(Type.String(), Type.Number()),
  similar: Type.Array(Type.Object({ intent: Type.String(), line: Type.String(), cosine: Type.Number() })),
  signals: Type.Record(Type.String(), Type.Number()),
})
const T = '/api/v1/tenants/:tenantId'
const MOST_TEXTS = 100
const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT })
const Ranked = Type.Object({ name: Type.Union([Type.String(), Type.Null()]), confidence: Type.Number() })
const Parsed = Type.Object({
  text: Type.String(),
  intent: Ranked,
  intent_ranking: Type.Array(Ranked),
  entities: Type.Array(
    Type.Object({
      entity: Type.String(),
      value: Type.String({ description: 'Normalised: E.164, ISO 8601, `CNY 12.50` …' }),
      start: Type.Integer(),
      end: Type.Integer(),
      extractor: Type.String(),
      role: Type.Optional(Type.String()),
      granularity: Type.Optional(Type.String({ description: 'Of dates: year, month, week, day, hour or minute.' })),
    }),
  ),
  language: Type.String({ description: 'zh, en, mixed or other.' }),
  out_of_scope: Type.Number({ description: 'Probability that no intent fits, 0 to 1.' }),
  matters: Type.Array(
    Type.Object({ name: Type.String(), confidence: Type.Number(), start: Type.Integer(), end: Type.Integer() }),
    { description: 'Where a message asks several things: the intent of each piece. Empty for one matter.' },
  ),
})

export const nluRoutes =
  ({ understand, explain }: NluRoutesDeps) =>
  (app: HttpServer): void => {
    const parse = async (tenantId: string, text: string) => parsedOf(await understand(tenantId, text))

    // A client of Rasa's puts /model/parse behind the address it is given.
    for (const path of ['parse', 'model/parse']) {
      app.post(
        `${T}/nlu/${path}`,
        {
          schema: {
            summary: "Intents and entities of a text, in the shape of Rasa's parse",
            tags: ['intents'],
            security: forAgents,
            params: TenantParams,
            body: Type.Object({ text: Text, message_id: Type.Optional(Type.String()) }),
            response: { 200: Parsed, ...errors },
          },
        },
        async request => parse(request.params.tenantId, request.body.text),
      )
    }

    app.post(
      `${T}/nlu/explain`,
      {
        schema: {
          summary: 'Why a text is understood as it is: words, similar training lines, what each judge says',
          tags: ['intents'],
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ text: Text }),
          response: { 200: Type.Object({ explanation: Type.Union([Explained, Type.Null()]) }), ...errors },
        },
      },
      async request => ({ explanation: (await explain(request.params.tenantId, request.body.text)) ?? null }),
    )

    app.post(
      `${T}/nlu/parse-all`,
      {
        schema: {
          summary: `Intents and entities of up to ${MOST_TEXTS} texts`,
          tags: ['intents'],
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ texts: Type.Array(Text, { minItems: 1, maxItems: MOST_TEXTS }) }),
          response: { 200: Type.Object({ results: Type.Array(Parsed) }), ...errors },
        },
      },
      async request => {
        const results = []
        for (const text of request.body.texts) results.push(await parse(request.params.tenantId, text))
        return { results }
      },
    )
  }

function parsedOf({ text, intents, entities, language, outOfScope, matters }: Understood) {
  const ranking = intents.map(({ name, confidence }) => ({ name, confidence }))
  return {
    text,
    intent: ranking[0] ?? { name: null, confidence: 0 },
    intent_ranking: ranking,
    entities: entities.map(({ kind, text: _, ...rest }) => ({ entity: kind, ...rest, extractor: 'yingda' })),
    language,
    out_of_scope: outOfScope,
    matters,
  }
}
