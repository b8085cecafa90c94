/** An article in Markdown -> passages by heading, each short enough to be read as an answer. */
import { tokenize } from '../text/tokens.ts'

export interface Section {
  /** The heading, with the one above it where that says more; absent before the first heading. */
  heading?: string
  text: string
  /** What the author says it may be asked as. */
  questions: string[]
}

/** A passage holds about this many tokens: shorter ones join their neighbour under the same heading, longer ones are cut between paragraphs. */
const MIN_TOKENS = 40
const MAX_TOKENS = 400
/** A body is embedded in parts of about this many characters: sentence models read no more. */
const PART_CHARS = 300

const HEADING = /^(#{1,6})\s+(.+?)\s*#*\s*$/
const FENCE = /^\s*(```|~~~)/
/** A comment that no reader sees: `<!-- questions`, one question a line, `-->`. */
const QUESTIONS = /^[ \t]*<!--[ \t]*questions[ \t]*\r?\n([\s\S]*?)-->[ \t]*$/gm

/** Sections of 40-400 tokens in order. A section below `##` names its `##` too. Never empty for a text with words. */
export function splitMarkdown(markdown: string): Section[] {
  return joinShort(readSections(markdown).flatMap(cutLong))
}

/** The questions that an author wrote below his text, and the text without them. */
function takeQuestions(text: string): { text: string; questions: string[] } {
  const questions: string[] = []
  const rest = text.replace(QUESTIONS, (_, lines: string) => {
    for (const line of lines.split('\n')) if (line.trim() !== '') questions.push(line.trim())
    return ''
  })
  return { text: rest.trim(), questions }
}

/** A passage's body in parts for the embedder: paragraphs, joined up to 300 characters. */
export function bodyParts(text: string): string[] {
  const parts: string[] = []
  for (const paragraph of paragraphsOf(text).map(plainText).filter(Boolean)) {
    const last = parts.at(-1)
    if (last !== undefined && last.length + paragraph.length <= PART_CHARS)
      parts[parts.length - 1] = `${last}\n${paragraph}`
    else parts.push(paragraph)
  }
  return parts
}

/** Markdown without its marks: link targets, images and emphasis say nothing about the topic. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/(\*\*|__|`)/g, '')
    .replace(/^\s*(?:[-*+]|\d+\.|>|#{1,6})\s+/gm, '')
    .trim()
}

function readSections(markdown: string): Section[] {
  const sections: { headings: string[]; lines: string[] }[] = [{ headings: [], lines: [] }]
  let fenced = false
  for (const line of markdown.split(/\r?\n/)) {
    if (FENCE.test(line)) fenced = !fenced
    const heading = fenced ? null : HEADING.exec(line)
    if (heading === null) sections.at(-1)!.lines.push(line)
    else sections.push({ headings: path(sections.at(-1)!.headings, heading[1]!.length, heading[2]!), lines: [] })
  }
  return sections.flatMap(({ headings, lines }) => {
    const section = takeQuestions(lines.join('\n'))
    const heading = headings.filter(Boolean).join(' · ')
    return section.text === '' ? [] : [heading === '' ? section : { heading, ...section }]
  })
}

/** The headings from `##` down to this one; `#` is the article's title, which is known. */
function path(before: readonly string[], level: number, heading: string): string[] {
  if (level === 1) return []
  const depth = level - 2
  return [...Array.from({ length: depth }, (_, i) => before[i] ?? ''), heading]
}

function cutLong(section: Section): Section[] {
  if (sizeOf(section.text) <= MAX_TOKENS) return [section]
  const cut: Section[] = []
  for (const paragraph of paragraphsOf(section.text)) {
    const last = cut.at(-1)
    if (last && sizeOf(`${last.text}\n\n${paragraph}`) <= MAX_TOKENS) last.text = `${last.text}\n\n${paragraph}`
    // Which part a question means, nobody has said: the article is found by either.
    else cut.push({ ...section, text: paragraph })
  }
  return cut
}

/** Only within one heading: another heading is another question. */
function joinShort(sections: readonly Section[]): Section[] {
  const joined: Section[] = []
  for (const section of sections) {
    const last = joined.at(-1)
    const short = last !== undefined && Math.min(sizeOf(last.text), sizeOf(section.text)) < MIN_TOKENS
    if (short && last.heading === section.heading) {
      last.text = `${last.text}\n\n${section.text}`
      last.questions = [...new Set([...last.questions, ...section.questions])]
    } else joined.push({ ...section })
  }
  return joined
}

function paragraphsOf(text: string): string[] {
  return text.split(/\n\s*\n/).filter(paragraph => paragraph.trim() !== '')
}

function sizeOf(text: string): number {
  return tokenize(text).length
}
