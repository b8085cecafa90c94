/** Whether a line asks something: a heading, a bold line, "Q: …". */

const MAX_CHARS = 200
const ENDS = /[?？]["”'’」』)）\]】*_\s]*$/
/** Chinese headings ask with these words anywhere ("目录很慢，为什么"), or with a particle at the end. */
const CHINESE =
  /如何|怎么|怎样|怎麼|为什么|为啥|为何|什么|是否|能否|可否|能不能|可不可以|是不是|有没有|要不要|会不会|哪些|哪个|哪里|哪种|多少钱|多久|(?:吗|么|呢)$/
const ENGLISH =
  /^(?:how|what|why|when|where|who|whom|whose|which|what's|who's|how's)\b|^(?:can|could|does|did|is|are|was|were|should|shall|will|would|has|have|do|may|must)(?:n't)?\s+(?:i|we|you|they|he|she|it|there|this|that|these|those|the|a|an|my|our|your|any|all|some|each|\p{Lu}\S*)\b/iu
/** "Where applicable", "When 2FA is on": a condition, not a question, unless a question mark says so. */
const CONDITION = /^(?:when|where|which)\b(?!\s+(?:do|does|did|is|are|was|were|can|could|should|will|would|to|i)\b)/i
const ASKED =
  /^(?:\*\*)?\s*(?:Q(?:uestion)?\s*\d*\s*[:：.、]|[【[]?问(?:题)?\s*\d*\s*[】\]]?\s*[:：])\s*(?:\*\*)?\s*(\S.*?)(?:\*\*)?\s*$/i
const ANSWERED = /^(?:\*\*)?\s*(?:A(?:nswer)?\s*\d*\s*[:：.、]|[【[]?答(?:案)?\s*\d*\s*[】\]]?\s*[:：])\s*(?:\*\*)?\s*/i
const BOLD = /^\*\*([^*\n]+)\*\*[:：]?$/
const LEAD = /^\*\*([^*\n]{1,200}[?？])\*\*\s*[:：]?\s*(?=\S)/

/** Ends in a question mark, or is worded as a question, as headings without one are. */
export function isQuestion(line: string): boolean {
  const text = line
    .replace(/\*\*|`/g, '')
    .replace(/^(?:\d+(?:\.\d+)*[.、)）]?|[一二三四五六七八九十]+、)\s*/, '')
    .trim()
  if (text.length < 3 || text.length > MAX_CHARS) return false
  if (ENDS.test(text)) return true
  if (/[.。!！;；:：]$/.test(text)) return false
  return CHINESE.test(text) || (ENGLISH.test(text) && !CONDITION.test(text))
}

/**
 * The question that a paragraph begins with: "**…?**" on a line or before its answer, "Q: …", "问：…"; and what stands
 * behind it. A bold line must end in a question mark: bold remarks are many.
 */
export function askedIn(paragraph: string): { question: string; rest: string } | undefined {
  const [first = '', ...more] = paragraph.split('\n')
  // Longer than a question and its marks; the patterns are not made for what has no end.
  if (first.length > 2 * MAX_CHARS) return leadIn(paragraph)
  const asked = ASKED.exec(first)?.[1]
  const bold = BOLD.exec(first.trim())?.[1]
  const alone = asked ?? (bold !== undefined && ENDS.test(bold) ? bold : undefined)
  if (alone !== undefined && alone.length <= MAX_CHARS) return { question: alone.trim(), rest: more.join('\n').trim() }
  return leadIn(paragraph)
}

function leadIn(paragraph: string): { question: string; rest: string } | undefined {
  const lead = LEAD.exec(paragraph)
  if (lead === null || lead[1]!.length > MAX_CHARS) return undefined
  return { question: lead[1]!.trim(), rest: paragraph.slice(lead[0].length) }
}

/** Without the "A:" or "答：" before an answer. */
export function withoutAnswerMark(text: string): string {
  return text.replace(ANSWERED, '')
}
