/** What of a passage's body gets a vector of its own: sentence models read a few lines, and a mean over many says nothing. */
import { plainText } from '../parsing/plain-words.ts'

/** A part has about this many characters; Chinese says as much in a third of them. */
const PART_CHARS = 300
const HAN_WEIGHT = 2
const SENTENCE = /[^.。!！?？;；\n]+(?:[.!?](?=\s|$)|[。！？；;]|\n|[.!?]|$)["”’」』)）]*\s*/g

/** Lines and sentences, joined up to so many characters, over the bounds of paragraphs. */
export function bodyParts(text: string): string[] {
  const parts: string[] = []
  let size = 0
  for (const paragraph of text.split(/\n\s*\n/)) {
    for (const piece of pieces(plainText(paragraph))) {
      const own = sizeOf(piece)
      if (parts.length > 0 && size + own <= PART_CHARS) {
        parts[parts.length - 1] += `\n${piece}`
        size += own
      } else {
        parts.push(piece)
        size = own
      }
    }
  }
  return parts
}

/** A paragraph, or its lines (items, rows), or their sentences: the largest that fit. */
function pieces(paragraph: string): string[] {
  if (paragraph === '') return []
  if (sizeOf(paragraph) <= PART_CHARS) return [paragraph]
  const lines = paragraph.split('\n').filter(line => line.trim() !== '')
  return lines
    .flatMap(line => (sizeOf(line) <= PART_CHARS ? [line] : (line.match(SENTENCE) ?? [line])))
    .map(piece => piece.trim())
    .filter(Boolean)
}

function sizeOf(text: string): number {
  return text.length + (HAN_WEIGHT - 1) * (text.match(/\p{Script=Han}/gu)?.length ?? 0)
}
