/**
 * What a visitor leaves out because he said it before: "那运费呢?" after "怎么退货?". By rules, without a model, and
 * carefully: a question that stands alone is never touched, for a wrong matter is worse than a missed one.
 */
import { isChatterEn, openPartEn, replacedEn } from './follow-up-en.ts'
import { isChatterZh, openPartZh, replacedZh } from './follow-up-zh.ts'

export interface FollowUp {
  /** To search with: the text, or the question before with what it now asks. */
  text: string
  /** Whether anything said before was used. */
  used: boolean
}

/** Messages back that are looked at: an older matter is over. */
const BACK = 4
/** UTF-16 code units kept of the question before. */
const MAX_BEFORE = 200

/** `before` are the visitor's own messages, oldest first. */
export function resolveFollowUp(text: string, before: readonly string[]): FollowUp {
  const alone = { text, used: false }
  const isHan = /\p{Script=Han}/u.test(text)
  const part = isHan ? openPartZh(text) : openPartEn(text)
  if (part === undefined) return alone
  const matter = lastMatter(before.slice(-BACK))
  if (matter === undefined) return alone
  const replaced = isHan ? replacedZh(matter, part) : replacedEn(matter, part)
  return { text: replaced ?? `${matter} ${part}`, used: true }
}

/** The last question that was asked, itself completed by those before it. */
function lastMatter(before: readonly string[]): string | undefined {
  for (let i = before.length - 1; i >= 0; i--) {
    const said = before[i]!.trim()
    if (said === '' || isChatterZh(said) || isChatterEn(said)) continue
    const { text } = resolveFollowUp(said, before.slice(0, i))
    return text.slice(-MAX_BEFORE).replace(/[\s?？。.!！]+$/, '')
  }
  return undefined
}
