import type { HandoffReason, Language } from '../message.ts'
import type { Page } from '../protocol.ts'

/** What the agent reads before he answers: made by the bot at the moment it lets go. */
export interface Packet {
  reason: HandoffReason
  language: Language
  /** The visitor's last words, oldest first, at most five. */
  visitorWords: string[]
  understanding?: {
    /** The three likeliest intents. */
    intents: { name: string; title: string; confidence: number }[]
    language: string
    entities: { kind: string; text: string; value: string }[]
  }
  /** The passages that were tried, best first, at most three. */
  passages: { documentId: string; key: string; kind: string; title: string; confidence: number }[]
  page?: Page
  /** Beside the reason: the company's rule and which of its conditions decided, the words that sounded angry. */
  because?: {
    rule?: { id: string; name: string }
    findings?: { condition: { kind: string }; holds: boolean; found?: string }[]
    signs?: { kind: string; text: string }[]
  }
  /** Asked of the queue by that rule, beside what routing's own rules ask for. */
  wants?: { teamId?: string; skills?: { skill: string; level: number }[]; priority?: number }
  contact?: { email?: string; phone?: string }
}
