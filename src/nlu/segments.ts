/** Where a message that asks several things may be cut: at punctuation, and at the words that begin another matter. */

export interface Span {
  /** UTF-16 offsets in the text as received. */
  start: number
  end: number
}

const CUT =
  /[，,。；;！!？?\n]+|\.(?=\s)|(?:另外|还有|顺便|以及|然后|同时|并且|再就是|还想)|\b(?:and also|also|and|plus|then|besides|additionally|another thing)\b/giu
/**
 * What says that another question follows: a question mark in the middle, a message of its own, or such a word where a
 * clause begins. Elsewhere it says nothing: "我还有哪些选择", "my name and address".
 */
const ANOTHER =
  /[？?\n]+(?=\s*\S)|另外|顺便|[，,。；;！!\s](?:还有|以及|同时|并且|再就是|还想)|[,.;!]\s*(?:and|also|plus|besides|additionally)\b|\b(?:and also|another thing)\b/iu
/** More than this many questions are answered one after the other. */
const MOST_MATTERS = 3
/** Shorter pieces ("ok", "你好") are no matter of their own. */
const LEAST = { han: 3, other: 6 }
/** A message with more pieces is a story, not a list of questions. */
const MOST = 6
const HAN = /\p{Script=Han}/u

/** The pieces of a text that could be questions of their own; fewer than two for a text that is one. */
export function segmentsOf(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const { 0: cut, index } of text.matchAll(CUT)) {
    spans.push(trimmed(text, start, index))
    start = index + cut.length
  }
  spans.push(trimmed(text, start, text.length))
  const whole = spans.filter(span => {
    const piece = text.slice(span.start, span.end)
    return piece.length >= (HAN.test(piece) ? LEAST.han : LEAST.other)
  })
  return whole.length > MOST ? [] : whole
}

/** The pieces of a message that says of itself that it asks several things: two or three, otherwise none. Costs a microsecond. */
export function mattersIn(text: string): string[] {
  if (!ANOTHER.test(text)) return []
  const pieces = segmentsOf(text).map(({ start, end }) => text.slice(start, end))
  return pieces.length > 1 && pieces.length <= MOST_MATTERS ? pieces : []
}

const JOINT = /[和与跟及、]|\band\b/giu
/** Shorter ones are no half of a question: "A和B". */
const LEAST_HALF = { han: 2, other: 5 }

/**
 * The two halves of a sentence that joins two things by a word ("运费和退货地址"); none where there is no such word, or
 * several. They may as well be one matter ("微信和支付宝"): so they are asked apart only where the whole finds no answer.
 */
export function halvesOf(text: string): string[] {
  const [joint, another] = text.matchAll(JOINT)
  if (joint === undefined || another !== undefined) return []
  const halves = [text.slice(0, joint.index).trim(), text.slice(joint.index + joint[0].length).trim()]
  return halves.every(half => half.length >= (HAN.test(half) ? LEAST_HALF.han : LEAST_HALF.other)) ? halves : []
}

function trimmed(text: string, start: number, end: number): Span {
  const piece = text.slice(start, end)
  return {
    start: start + (piece.length - piece.trimStart().length),
    end: end - (piece.length - piece.trimEnd().length),
  }
}
