/** A block that is too long for a passage -> parts, each of which can be read alone. */
import { tokenize } from '../text/tokens.ts'
import { FENCE, type MarkdownBlock } from './markdown-blocks.ts'

/** A part without the end of a sentence for so long is cut between words. */
const MAX_CHARS = 1000
const COUNTED_CHARS = 10_000
/** Behind the mark that ends a sentence, and its quotation mark. */
const BETWEEN_SENTENCES = /(?<=[。！？；\n]|[。！？；][”’」』）])(?![”’」』）])|(?<=[.!?;]["”’)]?\s)/

/** In words and Chinese words, without stop words; of a text far above any limit about as many, not counted. */
export function sizeOf(text: string): number {
  return text.length > COUNTED_CHARS ? text.length / 10 : tokenize(text).length
}

/**
 * Tables are cut between rows, with the header repeated; code between lines, with its fences; lists between items; text
 * between sentences.
 */
export function cutBlock(
  block: Extract<MarkdownBlock, { kind: 'text' | 'code' | 'table' | 'list' }>,
  max: number,
): string[] {
  switch (block.kind) {
    case 'table': {
      const [header = '', rule = '', ...rows] = block.text.split('\n')
      const room = Math.max(max / 2, max - sizeOf(header))
      return gather(rows, '\n', room).map(part => `${header}\n${rule}\n${part}`)
    }
    case 'code': {
      const lines = block.text.split('\n')
      const fence = FENCE.exec(lines[0]!)![1]!
      return gather(lines.slice(1, -1), '\n', max).map(part => `${lines[0]}\n${part}\n${fence}`)
    }
    case 'list':
      return gather(
        block.items.flatMap(item => (sizeOf(item) > max ? cutText(item, max) : [item])),
        '\n',
        max,
      )
    case 'text':
      return cutText(block.text, max)
    default:
      return block satisfies never
  }
}

function cutText(text: string, max: number): string[] {
  const sentences = text.split(BETWEEN_SENTENCES)
  return gather(sentences.flatMap(cutLong), '', max).map(part => part.trim())
}

function cutLong(sentence: string): string[] {
  if (sentence.length <= MAX_CHARS) return [sentence]
  const parts: string[] = []
  for (let start = 0; start < sentence.length; ) {
    const blank = sentence.lastIndexOf(' ', start + MAX_CHARS)
    const end = blank > start + MAX_CHARS / 2 ? blank + 1 : start + MAX_CHARS
    parts.push(sentence.slice(start, end))
    start = end
  }
  return parts
}

/** Joined while they fit; a part that is too large alone stays alone. */
export function gather(parts: readonly string[], between: string, max: number): string[] {
  const gathered: string[] = []
  let size = 0
  for (const part of parts) {
    const own = sizeOf(part)
    if (gathered.length > 0 && size + own <= max) {
      gathered[gathered.length - 1] += between + part
      size += own
    } else {
      gathered.push(part)
      size = own
    }
  }
  return gathered
}
