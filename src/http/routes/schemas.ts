/** Pieces of request and response schemas that several routes share. */
import Type from 'typebox'
import { Id } from '../../message.ts'
import { ErrorBody } from '../status.ts'

export const TenantParams = Type.Object({ tenantId: Id })
export const TenantItemParams = Type.Object({ tenantId: Id, id: Id })
export const InboxParams = Type.Object({ inboxId: Id })
export const NoContent = Type.Null({ description: 'Done; no body.' })
/** Where a passage stands; without a source somebody wrote its document here. */
export const PlaceView = Type.Object({
  passageId: Type.String(),
  documentId: Type.String(),
  sourceId: Type.Optional(Type.String()),
  sourceName: Type.Optional(Type.String()),
  page: Type.Optional(Type.Integer({ description: 'Of the original, from 1.' })),
})
export const LanguageField = Type.Union([Type.Literal('zh'), Type.Literal('en')])

/** For every route: what errors look like. */
export const errors = { '4xx': ErrorBody, '5xx': ErrorBody }
/** A session or an API key. */
export const forAgents = [{ session: [] }, { apiKey: [] }]
/** A session only. */
export const forPeople = [{ session: [] }]
export const forVisitors = [{ visitor: [] }]
