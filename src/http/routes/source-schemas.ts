/** What the API shows of a source. */
import Type from 'typebox'
import { Id } from '../../message.ts'

export const RefreshHours = Type.Integer({ minimum: 1, maximum: 8760, description: 'Hours between two refreshes.' })
export const Hours = Type.Union([RefreshHours, Type.Null()])
const Moment = Type.String({ format: 'date-time', maxLength: 40 })
export const ScopeFields = Type.Object(
  {
    audience: Type.Optional(
      Type.Union([Type.Literal('everyone'), Type.Literal('agents')], {
        description: 'agents: for colleagues only, never shown to a visitor.',
      }),
    ),
    inboxIds: Type.Optional(Type.Array(Id, { maxItems: 100, description: 'Left out or empty: all.' })),
    validFrom: Type.Optional(Moment),
    validUntil: Type.Optional(Moment),
  },
  { additionalProperties: false, description: 'For whom, in which inboxes, from when until when.' },
)
const IngestionView = Type.Object({
  id: Type.String(),
  stage: Type.String({
    description: 'queued, fetching, parsing, splitting, embedding, indexing; then done, failed or cancelled.',
  }),
  share: Type.Number({ description: 'Of the stage, 0 to 1.' }),
  detail: Type.Union([Type.String(), Type.Null()]),
  error: Type.Any({ description: 'Why it failed: {code, message, remedy, params}, or null.' }),
  result: Type.Any({ description: '{added, changed, same, removed, passages, problems}, or null.' }),
  createdAt: Type.String(),
  finishedAt: Type.Union([Type.String(), Type.Null()]),
})
const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const SourceView = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('page'), Type.Literal('site')]),
  name: Type.String(),
  url: Nullable(Type.String()),
  options: Type.Any(),
  scope: ScopeFields,
  refreshHours: Nullable(Type.Integer()),
  refreshedAt: Nullable(Type.String()),
  refreshDueAt: Nullable(Type.String()),
  createdAt: Type.String(),
  version: Nullable(Type.Integer({ description: 'Whose documents answer.' })),
  lastVersion: Type.Integer(),
  size: Type.Integer({ description: 'Bytes of the last version.' }),
  files: Type.Integer(),
  mediaType: Nullable(Type.String()),
  pages: Nullable(Type.Integer()),
  documents: Type.Integer(),
  passages: Type.Integer(),
  ingestion: Nullable(IngestionView),
  used: Type.Integer({ description: 'Answers from its documents in the last 30 days.' }),
  helpful: Type.Integer(),
  notHelpful: Type.Integer(),
})
export const OneSource = Type.Object({ source: SourceView })
export const VersionView = Type.Object({
  version: Type.Integer(),
  size: Type.Integer(),
  createdAt: Type.String(),
  files: Type.Array(
    Type.Object({
      position: Type.Integer(),
      name: Type.String(),
      url: Nullable(Type.String()),
      mediaType: Nullable(Type.String()),
      pages: Nullable(Type.Integer()),
      problems: Type.Array(Type.Any()),
    }),
  ),
})
/** A file as it came. */
export const Bytes = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' })
