/**
 * What happens in a conversation. A conversation is a gapless list of events, numbered by `seq` from 1; a message is
 * one kind of event. The schemas validate, type and document at once; the client library imports the types only.
 */
import Type, { type Static } from 'typebox'

/** Longest text of one message, in UTF-16 code units. Shown by the widget before sending. */
export const MAX_TEXT = 4000

/** Longest comment beside a rating, in UTF-16 code units. */
export const MAX_RATING_WORDS = 1000

/** The largest integer that a row holds: what is larger is not a seq. */
export const MAX_INTEGER = 2_147_483_647

/** The lengths keep out `urn:uuid:…`, which the format allows and the database does not. */
export const Id = Type.String({ format: 'uuid', minLength: 36, maxLength: 36 })

export const Language = Type.Union([Type.Literal('zh'), Type.Literal('en')])
/** A language that the bot speaks. */
export type Language = Static<typeof Language>

export const ClientMessageId = Type.String({
  minLength: 8,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'Made by the sender, unique for ever among his messages in this inbox: the same id is the same message.',
})

export const Source = Type.Object(
  {
    title: Type.String(),
    url: Type.Optional(Type.String()),
    documentId: Type.Optional(Id),
    passageId: Type.Optional(Type.String({ description: 'For GET …/passages/ID, where there is no url.' })),
  },
  { description: 'Where an answer comes from.' },
)
export type Source = Static<typeof Source>

export const Choice = Type.Object(
  { id: Type.String({ maxLength: 200 }), label: Type.String({ maxLength: 200 }) },
  {
    description:
      'A quick-reply button. Ids: `person` (talk to a person), `bot` (go on with the bot, in the queue: at his old place), `wait`, `leave_message`, `call_back`, `leave_queue`, `faq:KEY`, `passage:ID`, `intent:NAME`, `none` (none of these).',
  },
)
export type Choice = Static<typeof Choice>

export const Content = Type.Object(
  {
    text: Type.String({ description: 'Plain text, or Markdown (bold, lists, links) when format says so.' }),
    format: Type.Union([Type.Literal('plain'), Type.Literal('markdown')]),
    choices: Type.Optional(Type.Array(Choice, { maxItems: 6 })),
    sources: Type.Optional(Type.Array(Source, { maxItems: 6 })),
    choice: Type.Optional(Type.String({ description: 'Visitor only: the id of the button that was pressed.' })),
  },
  { description: 'What is said. A client that shows only `text` shows enough.' },
)
export type Content = Static<typeof Content>

export const MAX_ATTRIBUTE_NAME = 40
/** What an attribute of a contact is called: a letter, then letters, digits, blanks, `_`, `.`, `-`. */
export const ATTRIBUTE_NAME = `^\\p{L}[\\p{L}\\p{N}_ .-]{0,${MAX_ATTRIBUTE_NAME - 1}}$`
export const MAX_ATTRIBUTE_TEXT = 500

export const SenderKind = Type.Union([
  Type.Literal('visitor'),
  Type.Literal('bot'),
  Type.Literal('agent'),
  Type.Literal('system'),
])
export type SenderKind = Static<typeof SenderKind>

export const Sender = Type.Object({
  kind: SenderKind,
  id: Type.Optional(Id),
  name: Type.Optional(Type.String({ description: "An agent's display name." })),
})
export type Sender = Static<typeof Sender>

/** Why a conversation went to a person. */
export const HandoffReason = Type.Union([
  Type.Literal('asked'),
  Type.Literal('missed_twice'),
  Type.Literal('sensitive'),
  Type.Literal('bot_failed'),
  Type.Literal('angry'),
  Type.Literal('unsure'),
  Type.Literal('vip'),
  Type.Literal('business_rule'),
  Type.Literal('agent_took_over'),
])
export type HandoffReason = Static<typeof HandoffReason>

/** Why a conversation is put off: by an agent, or because the visitor would rather be answered later. */
export const ParkReason = Type.Union([Type.Literal('snoozed'), Type.Literal('left_message'), Type.Literal('call_back')])
export type ParkReason = Static<typeof ParkReason>

export const LabelShown = Type.Object({
  id: Id,
  name: Type.String(),
  colour: Type.String({ description: 'A name of the palette.' }),
})
/** A label as it stands at a conversation. */
export type LabelShown = Static<typeof LabelShown>

export const EventBody = Type.Union([
  Type.Object({
    kind: Type.Literal('message'),
    content: Content,
    recalled: Type.Optional(Type.Literal(true, { description: 'It was taken back: its text is gone.' })),
  }),
  Type.Object({
    kind: Type.Literal('recalled'),
    seq: Type.Integer({ minimum: 1, description: 'The message that was taken back.' }),
  }),
  Type.Object({
    kind: Type.Literal('rating_asked'),
    by: Type.Union([Type.Literal('bot'), Type.Literal('agent')], { description: 'Who has served.' }),
    agent: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
  }),
  Type.Object({
    kind: Type.Literal('rated'),
    asked: Type.Integer({ minimum: 1, description: 'The seq of the event that asked.' }),
    score: Type.Integer({ minimum: 1, maximum: 5 }),
    words: Type.String({ maxLength: MAX_RATING_WORDS }),
  }),
  Type.Object({
    kind: Type.Literal('handoff_changed'),
    state: Type.Union([
      Type.Literal('waiting'),
      Type.Literal('assigned'),
      Type.Literal('returned_to_queue'),
      Type.Literal('returned_to_bot'),
      Type.Literal('closed'),
    ]),
    reason: Type.Optional(HandoffReason),
    agent: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
    transferred: Type.Optional(
      Type.Boolean({ description: 'With `returned_to_queue`: the agent did not leave, he hands it to a colleague.' }),
    ),
  }),
  Type.Object({
    kind: Type.Literal('parked'),
    reason: ParkReason,
    dueAt: Type.String({ format: 'date-time', description: 'When it comes back.' }),
  }),
  Type.Object({
    kind: Type.Literal('unparked'),
    reason: ParkReason,
    because: Type.Union([Type.Literal('due'), Type.Literal('visitor_wrote'), Type.Literal('taken')]),
  }),
  Type.Object({
    kind: Type.Literal('status_changed'),
    status: Type.Union([Type.Literal('open'), Type.Literal('resolved')]),
    reason: Type.Optional(Type.Literal('inactivity', { description: 'Nobody wrote for as long as the inbox waits.' })),
  }),
  Type.Object({
    kind: Type.Literal('read'),
    by: Type.Union([Type.Literal('visitor'), Type.Literal('agent')]),
    upTo: Type.Integer({ minimum: 1 }),
  }),
  Type.Object({
    kind: Type.Literal('contact_changed'),
    email: Type.Optional(Type.String()),
    phone: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    attributes: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]), {
        description: 'Those that changed; null: taken away.',
      }),
    ),
  }),
  Type.Object({
    kind: Type.Literal('note'),
    text: Type.String({ maxLength: MAX_TEXT }),
    mentions: Type.Optional(
      Type.Array(Type.Object({ id: Id, name: Type.String() }), { description: 'Colleagues who are told of it.' }),
    ),
    transfer: Type.Optional(
      Type.Object(
        { kind: Type.Union([Type.Literal('agent'), Type.Literal('team')]), id: Id, name: Type.String() },
        { description: 'Whom the conversation was handed to with this note.' },
      ),
    ),
  }),
  Type.Object({
    kind: Type.Literal('labels_changed'),
    added: Type.Array(LabelShown),
    removed: Type.Array(LabelShown),
  }),
  Type.Object({
    kind: Type.Literal('blocked'),
    blocked: Type.Boolean({ description: 'The visitor may write no more, or again.' }),
    reason: Type.Optional(Type.String()),
  }),
])
/**
 * Audience: `contact_changed`, `note`, `labels_changed`, `blocked`, `unparked`, and `parked` by an agent are for agents
 * only; all others are for everybody in the conversation.
 */
export type EventBody = Static<typeof EventBody>

/** Agents only: why the bot said it. */
export const Provenance = Type.Object({
  decision: Type.String({ description: 'The kind of the decision: answer, intent, clarify, fallback …' }),
  rule: Type.String({ description: 'The rule that decided.' }),
  confidence: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  intent: Type.Optional(Type.String()),
  documentId: Type.Optional(Id),
  passageId: Type.Optional(Id),
})
export type Provenance = Static<typeof Provenance>

export const ConversationEvent = Type.Object({
  conversationId: Id,
  seq: Type.Integer({ minimum: 1, description: 'Gapless in the conversation.' }),
  prevSeq: Type.Integer({
    minimum: 0,
    description: 'The seq before this one that this reader may see; 0 at the start.',
  }),
  at: Type.String({ format: 'date-time' }),
  sender: Sender,
  clientMessageId: Type.Optional(Type.String()),
  body: EventBody,
  provenance: Type.Optional(Provenance),
})
export type ConversationEvent = Static<typeof ConversationEvent>

/** Who answers the visitor now. Derived from the handoff, never stored. */
export const Holder = Type.Union([Type.Literal('bot'), Type.Literal('queue'), Type.Literal('agent')])
export type Holder = Static<typeof Holder>

export type Audience = 'all' | 'agents'

/** Who may see an event of this kind. */
export function audienceOf(body: EventBody): Audience {
  switch (body.kind) {
    case 'contact_changed':
    case 'note':
    case 'labels_changed':
    case 'blocked':
    case 'unparked':
      return 'agents'
    case 'parked':
      return body.reason === 'snoozed' ? 'agents' : 'all'
    default:
      return 'all'
  }
}
