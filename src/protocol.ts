/**
 * The frames of the web-chat and agent-desk sockets: JSON text frames with a `type`. docs/protocol.md is the contract
 * in words; these schemas are what the server checks. A server refuses a frame that it does not know, a client
 * ignores it.
 */
import Type, { type Static } from 'typebox'
import {
  ClientMessageId,
  ConversationEvent,
  HandoffReason,
  Holder,
  Id,
  LabelShown,
  MAX_INTEGER,
  MAX_RATING_WORDS,
  MAX_TEXT,
  ParkReason,
} from './message.ts'

/** The protocol version that this server speaks, beside the one before it. */
export const PROTOCOL = 1
export const PROTOCOLS_SPOKEN: readonly number[] = [PROTOCOL]
/** A client pings this often; the server closes a socket silent for three times as long. */
export const HEARTBEAT_MS = 15_000
/** Largest frame that the server reads, in bytes: a text of MAX_TEXT in UTF-8 with its wrapping. */
export const MAX_FRAME_BYTES = 32_768

/** WebSocket close codes of our own (RFC 6455, section 7.4.2: 4000-4999 are private). */
export const CLOSE = {
  badHello: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  protocolUnknown: 4406,
  helloTimeout: 4408,
  tooMany: 4429,
  slowReader: 4508,
} as const

const Hello = {
  type: Type.Literal('hello'),
  protocol: Type.Integer(),
}
const Typing = Type.Object({ type: Type.Literal('typing'), on: Type.Boolean() })
const Ping = Type.Object({ type: Type.Literal('ping'), n: Type.Integer({ minimum: 0 }) })

export const Page = Type.Object(
  {
    url: Type.String({ maxLength: 2000 }),
    title: Type.Optional(Type.String({ maxLength: 300 })),
    locale: Type.Optional(Type.String({ maxLength: 35 })),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'Of the IANA: Asia/Shanghai.' })),
  },
  // It is stored as it is: what else a visitor puts there, of any size and depth, must not be.
  { additionalProperties: false },
)
export type Page = Static<typeof Page>

export const VisitorHello = Type.Object({
  ...Hello,
  token: Type.String({ maxLength: 2000, description: "The visitor's signed token, from POST …/sessions." }),
  conversationId: Type.Optional(Id),
  lastSeq: Type.Integer({
    minimum: 0,
    maximum: MAX_INTEGER,
    description: 'Last seq seen in conversationId; 0 for none.',
  }),
  page: Type.Optional(Page),
})

export const VisitorSend = Type.Object({
  type: Type.Literal('send'),
  clientMessageId: ClientMessageId,
  text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
  choice: Type.Optional(Type.String({ maxLength: 200, description: 'The id of the pressed quick-reply button.' })),
})

/** How the visitor was served, as a `rating_asked` event asks. Answered by an `ack`, as a message is. */
export const VisitorRate = Type.Object({
  type: Type.Literal('rate'),
  clientMessageId: ClientMessageId,
  conversationId: Id,
  asked: Type.Integer({ minimum: 1, maximum: MAX_INTEGER, description: 'The seq of the event that asked.' }),
  score: Type.Integer({ minimum: 1, maximum: 5 }),
  words: Type.Optional(Type.String({ maxLength: MAX_RATING_WORDS })),
})

/** Who the visitor is: said by his browser, or signed by the host's server. How to sign: docs/embed.md. */
export const Identification = Type.Object({
  id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\u0000-\\u001f\\u007f]+$',
      description: "The user's id at the host. Counts with its signature only.",
    }),
  ),
  signature: Type.Optional(
    Type.String({ maxLength: 200, description: "HMAC-SHA256 with the inbox's identity key, in hex." }),
  ),
  expires: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 9_999_999_999,
      description:
        'Seconds since 1970, covered by the signature: it is good until then. Without it: as long as the key.',
    }),
  ),
  name: Type.Optional(Type.String({ maxLength: 100 })),
  email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
  phone: Type.Optional(Type.String({ pattern: '^[0-9+() .-]{5,30}$' })),
  attributes: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Texts, numbers, true or false; null takes one away. What the browser says.',
    }),
  ),
  signedAttributes: Type.Optional(
    Type.String({ maxLength: 16_000, description: 'The same as JSON text, covered by the signature.' }),
  ),
})
export type Identification = Static<typeof Identification>

/** What comes of it. With a token he is another contact from now on. */
export interface Identified {
  verified: boolean
  visitorId: string
  token?: string
}

export const VisitorFrame = Type.Union([
  Type.Object({ type: Type.Literal('identify'), ...Identification.properties }),
  VisitorHello,
  VisitorSend,
  Typing,
  VisitorRate,
  Type.Object({ type: Type.Literal('page'), page: Page }),
  Type.Object({ type: Type.Literal('read'), seq: Type.Integer({ minimum: 1, maximum: MAX_INTEGER }) }),
  Ping,
])
export type VisitorFrame = Static<typeof VisitorFrame>

export const AgentFrame = Type.Union([
  Type.Object({ ...Hello }),
  Type.Object({
    type: Type.Literal('follow'),
    conversationId: Id,
    lastSeq: Type.Integer({ minimum: 0, maximum: MAX_INTEGER }),
  }),
  Type.Object({ type: Type.Literal('unfollow'), conversationId: Id }),
  Type.Object({
    type: Type.Literal('send'),
    conversationId: Id,
    clientMessageId: ClientMessageId,
    text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
    epoch: Type.Integer({ minimum: 0, description: 'The fencing epoch got when accepting.' }),
    suggestionId: Type.Optional(Id),
  }),
  Type.Object({ type: Type.Literal('typing'), conversationId: Id, on: Type.Boolean() }),
  Type.Object({
    type: Type.Literal('read'),
    conversationId: Id,
    seq: Type.Integer({ minimum: 1, maximum: MAX_INTEGER }),
  }),
  Type.Object({
    type: Type.Literal('watch_wall'),
    on: Type.Boolean({ description: 'Takes conversations:supervise.' }),
  }),
  Ping,
])
export type AgentFrame = Static<typeof AgentFrame>

/** What the visitor should know beside the events; sent after `welcome` and whenever it changes. */
export const ConversationState = Type.Object({
  holder: Holder,
  agentName: Type.Optional(Type.String()),
  agentAvatar: Type.Optional(Type.String({ description: "His picture's path on this server." })),
  queuePosition: Type.Optional(Type.Integer({ minimum: 1 })),
  wait: Type.Optional(
    Type.Object(
      { from: Type.Integer(), to: Type.Integer() },
      { description: 'In the queue: probably so many minutes from now. Missing when too little is known.' },
    ),
  ),
  closed: Type.Optional(
    Type.Object(
      { opensAt: Type.Optional(Type.String({ format: 'date-time' })) },
      { description: 'In the queue, outside business hours: when they begin.' },
    ),
  ),
  agentsOnline: Type.Boolean(),
  parked: Type.Optional(
    Type.Object(
      { reason: ParkReason, dueAt: Type.String({ format: 'date-time' }) },
      { description: 'He chose to be answered later: when. What an agent put off is not told.' },
    ),
  ),
})
export type ConversationState = Static<typeof ConversationState>

export const AgentAvailability = Type.Union([
  Type.Literal('online'),
  Type.Literal('busy'),
  Type.Literal('away'),
  Type.Literal('offline'),
])
export type AgentAvailability = Static<typeof AgentAvailability>

/** One line of the desk's lists. */
export const ConversationSummary = Type.Object({
  id: Id,
  inboxId: Id,
  status: Type.Union([Type.Literal('open'), Type.Literal('snoozed'), Type.Literal('resolved')]),
  holder: Holder,
  lastSeq: Type.Integer(),
  lastAt: Type.String({ format: 'date-time' }),
  lastText: Type.String({ description: 'The last message, cut to 120 characters.' }),
  lastSenderKind: Type.String(),
  unread: Type.Integer({ description: "Visitor messages after the agents' read marker." }),
  language: Type.Optional(Type.String()),
  contact: Type.Object({
    id: Id,
    name: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    phone: Type.Optional(Type.String()),
    blocked: Type.Optional(Type.Boolean({ description: 'His messages are refused.' })),
  }),
  labels: Type.Optional(Type.Array(LabelShown)),
  handoff: Type.Optional(
    Type.Object({
      id: Id,
      state: Type.Union([
        Type.Literal('waiting'),
        Type.Literal('offered'),
        Type.Literal('assigned'),
        Type.Literal('parked'),
      ]),
      reason: HandoffReason,
      queuedAt: Type.String({ format: 'date-time' }),
      assignedAt: Type.Optional(Type.String({ format: 'date-time' })),
      agent: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
      epoch: Type.Integer(),
      priority: Type.Optional(Type.Integer({ description: 'Higher is served first; 0 when missing.' })),
      team: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
    }),
  ),
  parked: Type.Optional(
    Type.Object({
      reason: ParkReason,
      dueAt: Type.String({ format: 'date-time' }),
      by: Type.Optional(
        Type.Object({ id: Id, name: Type.String() }, { description: 'Who snoozed it and gets it back.' }),
      ),
    }),
  ),
})
export type ConversationSummary = Static<typeof ConversationSummary>

/** A conversation that is offered to this agent: accept or decline it by REST, under this epoch, before it lapses. */
export const Offer = Type.Object({
  conversationId: Id,
  epoch: Type.Integer(),
  expiresInMs: Type.Integer({ description: 'What is left when the frame is sent: no clock has to agree.' }),
  from: Type.Optional(
    Type.Object(
      { name: Type.String(), note: Type.String() },
      { description: 'The colleague who hands it on. Missing: the routing offers it.' },
    ),
  ),
})
export type Offer = Static<typeof Offer>

/** This moment as a supervisor sees it. Times are told as they were when the frame was sent. */
export const Wall = Type.Object({
  firstReplySeconds: Type.Integer({ description: 'Who asked for a person should have a reply by then.' }),
  waiting: Type.Integer(),
  longestWaitMs: Type.Number(),
  teams: Type.Array(
    Type.Object({
      id: Type.Optional(Type.String({ description: 'Missing: those that ask for no team.' })),
      name: Type.Optional(Type.String()),
      waiting: Type.Integer(),
      longestWaitMs: Type.Number(),
      online: Type.Integer(),
    }),
  ),
  agents: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      availability: AgentAvailability,
      present: Type.Boolean(),
      load: Type.Integer(),
      capacity: Type.Integer(),
    }),
  ),
  unanswered: Type.Array(
    Type.Object({
      conversationId: Type.String(),
      contactId: Type.String(),
      contactName: Type.Optional(Type.String()),
      reason: HandoffReason,
      waitedMs: Type.Number(),
      teamName: Type.Optional(Type.String()),
      agentName: Type.Optional(Type.String({ description: 'Offered to him, or his without a word so far.' })),
    }),
    { description: 'Without a first reply, the longest waiting first.' },
  ),
})
export type Wall = Static<typeof Wall>

export const ServerFrame = Type.Union([
  Type.Object({
    type: Type.Literal('welcome'),
    protocol: Type.Integer(),
    heartbeatMs: Type.Integer(),
    serverTime: Type.String({ format: 'date-time' }),
    conversationId: Type.Optional(Id),
    lastSeq: Type.Optional(Type.Integer({ description: "The conversation's newest seq that this reader may see." })),
  }),
  Type.Object({
    type: Type.Literal('ack'),
    clientMessageId: Type.String(),
    conversationId: Id,
    seq: Type.Integer(),
    duplicate: Type.Boolean({ description: 'True when this id had been stored before.' }),
  }),
  Type.Object({ type: Type.Literal('event'), event: ConversationEvent }),
  /** Answers `identify`. With a token he is another contact from now on: say hello again with it. */
  Type.Object({
    type: Type.Literal('identified'),
    verified: Type.Boolean({ description: 'The signature was right. False: noted as what the browser says.' }),
    visitorId: Id,
    token: Type.Optional(Type.String()),
  }),
  Type.Object({ type: Type.Literal('state'), conversationId: Type.Optional(Id), state: ConversationState }),
  Type.Object({
    type: Type.Literal('typing'),
    conversationId: Id,
    by: Type.Union([Type.Literal('visitor'), Type.Literal('bot'), Type.Literal('agent')]),
    on: Type.Boolean(),
    agent: Type.Optional(
      Type.Object({ id: Id, name: Type.String() }, { description: 'Agents only: which colleague.' }),
    ),
  }),
  Type.Object({ type: Type.Literal('pong'), n: Type.Integer() }),
  Type.Object({
    type: Type.Literal('error'),
    code: Type.String(),
    message: Type.String(),
    params: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
    clientMessageId: Type.Optional(Type.String({ description: 'The message that this is about: it was not stored.' })),
    retryable: Type.Boolean({ description: 'Sending the same frame again later may succeed.' }),
  }),
  /** Agents only: conversations that changed. */
  Type.Object({ type: Type.Literal('conversations'), conversations: Type.Array(ConversationSummary) }),
  /** Agents only: which colleagues look at a followed conversation now; sent whenever it changes. */
  Type.Object({
    type: Type.Literal('lookers'),
    conversationId: Id,
    agents: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  }),
  /** Agents only: counts for the head of the desk. */
  Type.Object({
    type: Type.Literal('desk'),
    waiting: Type.Integer(),
    mine: Type.Integer(),
    agentsOnline: Type.Integer(),
    mentions: Type.Optional(Type.Integer({ description: 'Notes that name him and that he has not read.' })),
  }),
  /** Agents only: all that is offered to him now; sent whenever it changes, and empty when nothing is any more. */
  Type.Object({ type: Type.Literal('offers'), offers: Type.Array(Offer) }),
  /** Agents only: a conversation is erased for good; whoever shows it takes it away. */
  Type.Object({ type: Type.Literal('erased'), conversationId: Id }),
  /** Supervisors only, who watch it: about once a second while something changes. */
  Type.Object({ type: Type.Literal('wall'), wall: Wall }),
  /** Agents only: his own availability, changed here or elsewhere. */
  Type.Object({ type: Type.Literal('availability'), availability: AgentAvailability }),
])
export type ServerFrame = Static<typeof ServerFrame>
