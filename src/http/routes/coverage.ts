/** How far the knowledge reaches: real questions tried out, and what visitors asked in vain. */
import Type from 'typebox'
import { createBreath } from '../../breath.ts'
import { type CoveredQuestion, coverageOf } from '../../conversation/coverage.ts'
import type { AnswerCurve } from '../../dialog/answer-curve.ts'
import type { Decision } from '../../dialog/decision.ts'
import type { UnansweredGroups } from '../../insights/unanswered-groups.ts'
import { MAX_TEXT } from '../../message.ts'
import type { Hit } from '../../retrieval/hit.ts'
import type { PassagePlace } from '../../retrieval/passage-place.store.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, LanguageField, PlaceView, TenantParams } from './schemas.ts'

type TryOut = (text: string) => Promise<{ hits: Hit[]; decision: Decision }>

/** An entry that is not stored yet. */
export interface TriedEntry {
  kind: 'faq' | 'article'
  language: 'zh' | 'en'
  title: string
  similar: string[]
  body: string
}

export interface CoverageDeps {
  /** What the bot would make of a text in a fresh conversation; nothing is stored. */
  tryOut(tenantId: string, text: string, limit: number): Promise<{ hits: Hit[]; decision: Decision }>
  /** As `tryOut`, of a bot that knows one entry more; with the id of that entry. */
  tryWith(tenantId: string, entry: TriedEntry): Promise<{ documentId: string; tryOut: TryOut }>
  /** What each value of the threshold `answer` would do to the knowledge's own questions. */
  answerCurves(tenantId: string): Promise<AnswerCurve[]>
  /** Where passages stand, of those that are still there. */
  places(tenantId: string, passageIds: readonly string[]): Promise<PassagePlace[]>
  unanswered(tenantId: string): Promise<UnansweredGroups>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['knowledge']
const HITS = 3
const Questions = (most: number) =>
  Type.Array(Type.String({ minLength: 1, maxLength: MAX_TEXT }), { minItems: 1, maxItems: most })

const Covered = Type.Object({
  question: Type.String(),
  outcome: Type.String({ description: 'answered, asked_back, person or unanswered.' }),
  rule: Type.String(),
  confidence: Type.Optional(Type.Number()),
  title: Type.Optional(Type.String({ description: 'What answers.' })),
  documentId: Type.Optional(Type.String()),
  passageId: Type.Optional(Type.String()),
  intent: Type.Optional(Type.String()),
  choices: Type.Optional(Type.Array(Type.String())),
})
const Share = Type.Number({ minimum: 0, maximum: 1 })
const Curve = Type.Object({
  language: LanguageField,
  questions: Type.Integer({ description: 'Each asked once with itself hidden, once with its whole entry hidden.' }),
  points: Type.Array(Type.Object({ right: Share, wrong: Share, outside: Share }), {
    description: 'By hundredths of the threshold, 0 to 1: answered rightly and wrongly; answered without an entry.',
  }),
})
const Group = Type.Object({
  text: Type.String({ description: 'The most frequent wording.' }),
  count: Type.Integer({ description: 'How often it was asked, in any wording.' }),
  wordings: Type.Array(Type.String()),
  lastAt: Type.String(),
  conversationId: Type.String(),
})

export const coverageRoutes =
  (deps: CoverageDeps) =>
  (app: HttpServer): void => {
    app.post(
      `${T}/coverage`,
      {
        schema: {
          summary: 'Which of up to 500 questions would be answered, and from where; nothing is stored',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({ questions: Questions(500) }),
          response: {
            200: Type.Object({
              results: Type.Array(Type.Intersect([Covered, Type.Object({ place: Type.Optional(PlaceView) })])),
            }),
            ...errors,
          },
        },
      },
      async request => {
        const { tenantId } = request.params
        const covered = await cover(request.body.questions, text => deps.tryOut(tenantId, text, HITS))
        const ids = covered.flatMap(({ passageId }) => passageId ?? [])
        const places = new Map((await deps.places(tenantId, ids)).map(place => [place.passageId, place]))
        return {
          results: covered.map(each => {
            const place = places.get(each.passageId ?? '')
            return place === undefined ? each : { ...each, place }
          }),
        }
      },
    )

    app.get(
      `${T}/answer-curves`,
      {
        schema: {
          summary: 'What each value of the threshold `answer` would do to the knowledge’s own questions',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: Type.Object({ curves: Type.Array(Curve) }), ...errors },
        },
      },
      async request => ({ curves: await deps.answerCurves(request.params.tenantId) }),
    )

    app.post(
      `${T}/documents/try`,
      {
        schema: {
          summary: 'What an entry would change: questions answered without it and with it; nothing is stored',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({
            document: Type.Object({
              kind: Type.Union([Type.Literal('faq'), Type.Literal('article')]),
              language: LanguageField,
              title: Type.String({ minLength: 1, maxLength: 500 }),
              similar: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 500 }),
              body: Type.String({ minLength: 1, maxLength: 100_000 }),
            }),
            questions: Questions(100),
          }),
          response: {
            200: Type.Object({
              results: Type.Array(
                Type.Object({
                  before: Covered,
                  after: Covered,
                  byEntry: Type.Boolean({ description: 'The new entry answers.' }),
                }),
              ),
            }),
            ...errors,
          },
        },
      },
      async request => {
        const { tenantId } = request.params
        const { document, questions } = request.body
        const { documentId, tryOut } = await deps.tryWith(tenantId, document)
        const before = await cover(questions, text => deps.tryOut(tenantId, text, HITS))
        const after = await cover(questions, tryOut)
        return {
          results: after.map((each, i) => ({
            before: before[i]!,
            after: each,
            byEntry: each.documentId === documentId,
          })),
        }
      },
    )

    app.get(
      `${T}/unanswered`,
      {
        schema: {
          summary: 'What visitors asked in vain in the last 30 days, in groups of one meaning',
          tags,
          security: forAgents,
          params: TenantParams,
          response: {
            200: Type.Object({
              groups: Type.Array(Group),
              days: Type.Integer(),
              questions: Type.Integer({ description: 'How many there were.' }),
            }),
            ...errors,
          },
        },
      },
      async request => deps.unanswered(request.params.tenantId),
    )
  }

/** One after the other, with a breath between: visitors are answered meanwhile. */
async function cover(questions: readonly string[], tryOut: TryOut): Promise<CoveredQuestion[]> {
  const breath = createBreath()
  const covered: CoveredQuestion[] = []
  for (const question of questions) {
    const { hits, decision } = await tryOut(question)
    covered.push(coverageOf(question, decision, hits))
    await breath()
  }
  return covered
}
