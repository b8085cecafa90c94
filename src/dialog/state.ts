import type { Holder, Language } from '../message.ts'
import type { Understanding } from '../nlu/understanding.ts'
import type { Hit } from '../retrieval/hit.ts'
import type { Surroundings } from './handover/facts.ts'

/** Where the bot stands in a conversation; stored with it as JSON. Version it when its shape changes. */
export interface DialogState {
  version: 1
  kind: 'idle' | 'clarifying' | 'offered_person' | 'waiting' | 'with_agent'
  /** Questions in a row that the bot could not answer. */
  misses: number
  /** The language the bot last spoke. */
  language: Language
  /** clarifying: the ids of the buttons that were offered. */
  offered: string[]
  /** waiting: nobody was online, and an e-mail or phone number was asked for. */
  contactAsked: boolean
  /** waiting: the visitor was told once that his words are kept for the agent. */
  remarked: boolean
  /** Ids of the company's rules that have handed over or asked already: once a conversation. */
  fired?: string[]
  /** offered_person: the rule that asked whether a person is wanted. */
  asking?: string
  /** waiting: he wants to be answered later, and is asked how he can be reached. */
  leaving?: LaterReason | undefined
  /** waiting: he goes on asking the bot, and keeps his place. */
  meanwhile?: boolean | undefined
}

/** How somebody who does not want to wait is answered later. */
export type LaterReason = 'left_message' | 'call_back'

/** Outside business hours. Times are ms since 1970; `opensAt` is missing when it does not open within a year. */
export interface Closed {
  now: number
  opensAt: number | undefined
  timeZone: string
}

/** What stands around an event that may bring a person. */
interface Around {
  holder: Holder
  agentsOnline: boolean
  closed?: Closed
  /** His message is kept, or a call is owed to him: he does not wait in the queue. */
  parked?: boolean
  /** The language of the page or browser, for texts in neither. */
  pageLanguage?: Language
}

/** A part of a message, as if it had come alone. */
export interface Piece {
  understanding: Understanding
  hits: readonly Hit[]
}

export type DialogEvent =
  /** A visitor's message, understood; `choice` is the button pressed. Hits are best first. */
  | ({
      kind: 'message'
      understanding: Understanding
      hits: readonly Hit[]
      /** Of a message that may ask several things: each piece understood for itself, in order. */
      pieces?: readonly Piece[]
      choice?: string
      /** The passage that a `faq:KEY` or `passage:ID` choice names, looked up by the caller. */
      chosen?: Hit
      /** For the company's own rules. */
      around?: Surroundings
      /** How he can be reached, as far as he told before. */
      contact?: { email?: string; phone?: string }
    } & Around)
  /** Understanding or retrieval threw, or took too long. */
  | ({ kind: 'bot_failed' } & Around)
  | { kind: 'agent_joined' }
  /** The agent gave the conversation back, or closed it. */
  | { kind: 'returned_to_bot' }
  /** The agent's lease lapsed: the conversation waits again. */
  | { kind: 'returned_to_queue' }
