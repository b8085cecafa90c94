/** What a tenant's agents have at hand: labels, canned responses, macros. */
import Type, { type Static, type TSchema } from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { Canned, NewCanned } from '../../admin/canned.ts'
import type { Label, NewLabel } from '../../admin/labels.ts'
import type { Macro, NewMacro } from '../../admin/macros.ts'
import { InvalidInput } from '../../errors.ts'
import { Id, MAX_TEXT } from '../../message.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

/** The four things that can be done with each of them, by an agent who may. */
export interface Kept<New, Item> {
  list(agent: Agent): Promise<Item[]>
  add(agent: Agent, item: New): Promise<Item>
  change(agent: Agent, id: string, item: New): Promise<Item>
  remove(agent: Agent, id: string): Promise<void>
}

export interface DeskToolsDeps {
  labels: Kept<NewLabel, Label>
  canned: Kept<NewCanned, Canned> & { used(agent: Agent, id: string): Promise<void> }
  macros: Kept<NewMacro, Macro>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const security = forAgents
const params = TenantItemParams

/** Colours that are readable on light and dark. */
export const LABEL_COLOURS = ['red', 'orange', 'gold', 'green', 'cyan', 'blue', 'purple', 'magenta', 'grey'] as const

const LabelBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
  colour: Type.Union(LABEL_COLOURS.map(colour => Type.Literal(colour))),
})
const CannedBody = Type.Object({
  shortcut: Type.String({ minLength: 1, maxLength: 40, pattern: '^[^\\s/]+$', description: 'Without the slash.' }),
  title: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  zh: Type.String({ maxLength: MAX_TEXT }),
  en: Type.String({ maxLength: MAX_TEXT, description: 'At least one of both.' }),
  shared: Type.Boolean({ description: "Everybody's; takes `desk-tools:write`." }),
})
const Action = Type.Union([
  Type.Object({ kind: Type.Literal('reply'), cannedId: Id }),
  Type.Object({ kind: Type.Literal('label'), labelId: Id }),
  Type.Object({ kind: Type.Literal('transfer'), teamId: Id, note: Type.String({ maxLength: 1000 }) }),
  Type.Object({ kind: Type.Literal('snooze'), hours: Type.Number({ minimum: 0.25, maximum: 8760 }) }),
  Type.Object({ kind: Type.Literal('close') }),
  Type.Object({ kind: Type.Literal('return_to_bot') }),
])
const MacroBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
  actions: Type.Array(Action, {
    minItems: 1,
    maxItems: 10,
    description: 'In this order; one that gives it away is last.',
  }),
  shared: CannedBody.properties.shared,
})
const WithId = Type.Object({ id: Id })

export const deskToolRoutes =
  (deps: DeskToolsDeps) =>
  (app: HttpServer): void => {
    const LabelItem = Type.Intersect([LabelBody, WithId, Type.Object({ used: Type.Integer() })])
    keep(app, 'labels', 'label', LabelBody, LabelItem, deps.labels as Kept<Static<typeof LabelBody>, Label>)
    const CannedItem = Type.Intersect([
      CannedBody,
      WithId,
      Type.Object({ used: Type.Integer(), initials: Type.String({ description: 'Pinyin initials of the title.' }) }),
    ])
    keep(app, 'canned', 'canned response', CannedBody, CannedItem, {
      ...deps.canned,
      add: (agent, item) => deps.canned.add(agent, spoken(item)),
      change: (agent, id, item) => deps.canned.change(agent, id, spoken(item)),
    })
    const MacroItem = Type.Intersect([MacroBody, WithId])
    keep(app, 'macros', 'macro', MacroBody, MacroItem, {
      ...deps.macros,
      add: (agent, item) => deps.macros.add(agent, ordered(item)),
      change: (agent, id, item) => deps.macros.change(agent, id, ordered(item)),
    })
    app.post(
      `${T}/canned/:id/used`,
      {
        schema: {
          summary: 'It was put into a reply: what is used often is found first',
          tags,
          security,
          params,
          response: { 200: Type.Object({}), ...errors },
        },
      },
      async request => {
        await deps.canned.used(agentOf(request), request.params.id)
        return {}
      },
    )
  }

/** The same four routes for each: list, add, change, remove. */
function keep<B extends TSchema, Item>(
  app: HttpServer,
  path: string,
  one: string,
  Body: B,
  ItemBody: TSchema,
  kept: Kept<Static<B>, Item>,
): void {
  const answer = Type.Object({ item: Type.Unsafe<Item>(ItemBody) })
  app.get(
    `${T}/${path}`,
    {
      schema: {
        summary: `Every ${one} that you may use`,
        tags,
        security,
        params: TenantParams,
        response: { 200: Type.Object({ items: Type.Array(Type.Unsafe<Item>(ItemBody)) }), ...errors },
      },
    },
    async request => ({ items: await kept.list(agentOf(request)) }) as never,
  )
  app.post(
    `${T}/${path}`,
    {
      schema: {
        summary: `Add a ${one}`,
        tags,
        security,
        params: TenantParams,
        body: Body,
        response: { 200: answer, ...errors },
      },
    },
    async request => ({ item: await kept.add(agentOf(request), request.body as Static<B>) }) as never,
  )
  app.put(
    `${T}/${path}/:id`,
    {
      schema: { summary: `Change a ${one}`, tags, security, params, body: Body, response: { 200: answer, ...errors } },
    },
    async request => {
      const { id } = request.params as { id: string }
      return { item: await kept.change(agentOf(request), id, request.body as Static<B>) } as never
    },
  )
  app.delete(
    `${T}/${path}/:id`,
    { schema: { summary: `Remove a ${one}`, tags, security, params, response: { 200: Type.Object({}), ...errors } } },
    async request => {
      await kept.remove(agentOf(request), (request.params as { id: string }).id)
      return {}
    },
  )
}

function spoken(canned: NewCanned): NewCanned {
  if ((canned.zh + canned.en).trim() !== '') return canned
  throw new InvalidInput('canned_empty', 'A response needs a text, in Chinese or English.', {
    remedy: 'Write at least one of both.',
    params: { field: 'zh' },
  })
}

const LEAVING: ReadonlySet<string> = new Set(['transfer', 'snooze', 'close', 'return_to_bot'])

/** After the conversation is given away, nothing more can be done with it. */
function ordered(macro: NewMacro): NewMacro {
  const early = macro.actions.slice(0, -1).some(action => LEAVING.has(action.kind))
  if (!early) return macro
  throw new InvalidInput(
    'macro_order',
    'Handing on, putting off, closing and the bot come last, and only one of them.',
    {
      remedy: 'Move it to the end.',
      params: { field: 'actions' },
    },
  )
}
