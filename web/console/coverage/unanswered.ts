import type { TenantApi } from '../../shared/api.ts'

/** Questions of visitors that mean much the same, to which the bot had no answer. */
export interface QuestionGroup {
  /** The wording that speaks for the group. */
  text: string
  /** How often it was asked, in any wording. */
  count: number
  /** Every wording once, the one above first. */
  wordings: string[]
  lastAt: string
  /** Of the newest asking. */
  conversationId: string
}

export const UNANSWERED = ['unanswered']

export function fetchUnanswered(api: TenantApi): Promise<{ groups: QuestionGroup[]; days: number; questions: number }> {
  return api.get('/unanswered')
}
