/** An article in Markdown -> passages by heading, each short enough to be read as an answer. */
import { cutBlock, sizeOf } from './cut.ts'
import { type MarkdownBlock, markdownBlocks } from './markdown-blocks.ts'
import { askedIn, isQuestion, withoutAnswerMark } from './question-line.ts'

export interface Section {
  /** The heading, with the one above it where that says more; absent before the first heading. */
  heading?: string
  text: string
  /** What the author says it may be asked as: in a comment, or because its heading is a question. */
  questions: string[]
  /** Where its text begins, from 1; absent where the document has no pages. */
  page?: number
}

/** A passage holds about this many tokens: shorter ones join their neighbour under the same heading, longer ones are cut. */
const MIN_TOKENS = 40
const MAX_TOKENS = 400
/** A line that introduces what follows. */
const INTRODUCES = /[:：]\s*(?:\*\*)?$/

type Content = Extract<MarkdownBlock, { kind: 'text' | 'code' | 'table' | 'list' }>
type Part = { block: Content; page: number | undefined }
/** What stands under one heading or question, before it is cut. */
interface Draft {
  headings: string[]
  question: string | undefined
  /** The question stands in the text, not as a heading: the next one is not below it. */
  inline?: boolean
  questions: string[]
  parts: Part[]
}

/**
 * Sections of 40-400 tokens in order. A section below `##` names its `##` too. A question with its answer, as a heading, a
 * bold line, "Q: …" or an item of a list, is a section of its own. Never empty for a text with words.
 */
export function splitMarkdown(markdown: string): Section[] {
  return joinShort(readDrafts(markdownBlocks(markdown)).flatMap(toSections))
}

function readDrafts(blocks: readonly MarkdownBlock[]): Draft[] {
  // A single `#` is the article's title, which is known; several are its chapters.
  const top = blocks.filter(block => block.kind === 'heading' && block.level === 1).length > 1 ? 1 : 2
  const drafts: Draft[] = [draft([], undefined)]
  let page: number | undefined
  for (const block of blocks) {
    const last = drafts.at(-1)!
    switch (block.kind) {
      case 'page':
        page = block.page
        break
      case 'questions':
        last.questions.push(...block.questions)
        break
      case 'heading': {
        const question = isQuestion(block.text) ? block.text.replaceAll('**', '') : undefined
        drafts.push(draft(path(last.headings, block.level - top, block.text), question))
        break
      }
      case 'text':
      case 'list':
      case 'code':
      case 'table':
        addContent(drafts, block, page)
        break
      default:
        block satisfies never
    }
  }
  return drafts.filter(({ parts }) => parts.length > 0)
}

function draft(headings: string[], question: string | undefined): Draft {
  return { headings, question, questions: [], parts: [] }
}

/** The headings down to this one, from depth 0; above that is the title. */
function path(before: readonly string[], depth: number, heading: string): string[] {
  if (depth < 0) return []
  return [...Array.from({ length: depth }, (_, i) => before[i] ?? ''), heading]
}

function addContent(drafts: Draft[], block: Content, page: number | undefined): void {
  const last = drafts.at(-1)!
  // The question before this one is no heading above it.
  const above = last.inline ? last.headings.slice(0, -1) : last.headings
  if (block.kind === 'list' && block.items.some(item => askedIn(unindented(item)) !== undefined))
    addAskedList(drafts, above, block.items, page)
  else if (block.kind === 'list' && isQuestionList(block.items)) {
    for (const item of block.items) addAnswer(drafts, above, unindented(item), page)
    // What follows the list belongs to the heading above it again.
    drafts.push(draft(above, undefined))
  } else if (block.kind === 'text' && askedIn(block.text) !== undefined) addAnswer(drafts, above, block.text, page)
  else last.parts.push({ block: block.kind === 'text' ? answerOf(last, block) : block, page })
}

/** The first paragraph below a question, without its "A:". */
function answerOf({ question, parts }: Draft, block: { kind: 'text' | 'code' | 'table'; text: string }): Content {
  return question === undefined || parts.length > 0 ? block : { ...block, text: withoutAnswerMark(block.text) }
}

/** "Q: …" as an item: the items up to the next one answer it, and what follows the list goes on. */
function addAskedList(
  drafts: Draft[],
  above: readonly string[],
  items: readonly string[],
  page: number | undefined,
): void {
  for (const item of items) {
    const text = unindented(item)
    const parts = drafts.at(-1)!.parts
    const list = parts.at(-1)?.block
    if (askedIn(text) !== undefined) addAnswer(drafts, above, text, page)
    else if (list?.kind === 'list') list.items.push(item)
    else parts.push({ block: { kind: 'list', items: [item] }, page })
  }
}

/** A list is one of questions when most of its items ask on their first line and answer below. */
function isQuestionList(items: readonly string[]): boolean {
  const asking = items.filter(item => {
    const [first = '', ...answer] = unindented(item).split('\n')
    return isQuestion(first) && answer.some(line => line.trim() !== '')
  })
  return asking.length > items.length / 2
}

/** A list's item without its mark, and its further lines without their indentation. */
function unindented(item: string): string {
  const mark = /^\s*(?:[-*+]|\d{1,4}[.)])\s+/.exec(item)![0]
  const indent = new RegExp(`^(?: {1,${Math.max(2, mark.length)}}|\t)`, 'gm')
  const [first = '', ...rest] = item.slice(mark.length).split('\n')
  return [first, ...rest.map(line => line.replace(indent, ''))].join('\n')
}

/** A question and what follows it up to the next: its own section, named by the question below the headings above. */
function addAnswer(drafts: Draft[], above: readonly string[], text: string, page: number | undefined): void {
  const [first = '', ...more] = text.split('\n')
  const { question, rest } = askedIn(text) ?? { question: first.trim(), rest: more.join('\n').trim() }
  const next = { ...draft([...above, question], question), inline: true }
  drafts.push(next)
  for (const block of markdownBlocks(withoutAnswerMark(rest)))
    if (isContent(block)) next.parts.push({ block, page })
    else if (block.kind === 'heading') next.parts.push({ block: { kind: 'text', text: `**${block.text}**` }, page })
}

function isContent(block: MarkdownBlock): block is Content {
  return block.kind === 'text' || block.kind === 'list' || block.kind === 'code' || block.kind === 'table'
}

function toSections({ headings, question, questions, parts }: Draft): Section[] {
  const heading = headings.filter(Boolean).join(' · ')
  const asked = question === undefined ? questions : [question, ...questions.filter(one => one !== question)]
  return cutParts(parts).map(({ text, page }) => ({
    ...(heading === '' ? {} : { heading }),
    text,
    // Which part a question means, nobody has said: the article is found by either.
    questions: asked,
    ...(page === undefined ? {} : { page }),
  }))
}

type Piece = { text: string; page: number | undefined; size: number }

/** The parts joined up to 400 tokens; one that is larger alone is cut inside. */
function cutParts(parts: readonly Part[]): Piece[] {
  const pieces: Piece[] = []
  for (const group of introduced(parts).flatMap(fitting)) {
    const last = pieces.at(-1)
    if (last !== undefined && last.size + group.size <= MAX_TOKENS) {
      last.text = `${last.text}\n\n${group.text}`
      last.size += group.size
    } else pieces.push({ ...group })
  }
  return pieces
}

/** A list, a table or code goes with the line above that introduces it. */
function introduced(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = []
  for (const part of parts) {
    const before = groups.at(-1)?.at(-1)?.block
    const introducing = before?.kind === 'text' && (part.block.kind === 'list' || INTRODUCES.test(before.text))
    if (introducing && (part.block.kind !== 'text' || INTRODUCES.test(before.text))) groups.at(-1)!.push(part)
    else groups.push([part])
  }
  return groups
}

function fitting(group: readonly Part[]): Piece[] {
  const whole = group.map(({ block }) => textOf(block)).join('\n\n')
  const size = sizeOf(whole)
  if (size <= MAX_TOKENS) return [{ text: whole, page: group[0]!.page, size }]
  const pieces = group.flatMap(({ block, page }) => {
    const texts = sizeOf(textOf(block)) > MAX_TOKENS ? cutBlock(block, MAX_TOKENS) : [textOf(block)]
    return texts.map(text => ({ text, page, size: sizeOf(text) }))
  })
  // The introducing line stays with the first part of what it introduces, a little above the limit if need be.
  const [first, second, ...rest] = pieces
  if (group.length < 2 || first === undefined || second === undefined || first.size > MIN_TOKENS) return pieces
  return [{ text: `${first.text}\n\n${second.text}`, page: first.page, size: first.size + second.size }, ...rest]
}

function textOf(block: Content): string {
  return block.kind === 'list'
    ? block.items.join(block.items.some(item => item.includes('\n\n')) ? '\n\n' : '\n')
    : block.text
}

/** Only within one heading: another heading is another question. */
function joinShort(sections: readonly Section[]): Section[] {
  const joined: Section[] = []
  for (const section of sections) {
    const last = joined.at(-1)
    const sizes = last?.heading === section.heading ? [sizeOf(last?.text ?? ''), sizeOf(section.text)] : undefined
    if (
      last !== undefined &&
      sizes &&
      Math.min(...sizes) < MIN_TOKENS &&
      sizes[0]! + sizes[1]! <= MAX_TOKENS + MIN_TOKENS
    ) {
      last.text = `${last.text}\n\n${section.text}`
      last.questions = [...new Set([...last.questions, ...section.questions])]
    } else joined.push({ ...section })
  }
  return joined
}
