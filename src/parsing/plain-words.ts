/** Markdown -> the words in it: for embedders, titles, and to tell its language. */
import { markdownBlocks, TABLE_RULE } from './markdown-blocks.ts'

/** Marks alone are never so long. */
const SHOWN_CHARS = 5000
/** A link or an image; bounded, or a text of brackets would be read over and over. */
const LINK = /!?\[([^\]]{0,300})\]\([^)]{0,2000}\)/g

/** Markdown without its marks: link targets, images, emphasis and the lines of tables say nothing about the topic. */
export function plainText(markdown: string): string {
  return markdown
    .replace(LINK, '$1')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/(\*\*|__|`)/g, '')
    .replace(/^[ \t]*(?:[-*+]|\d{1,9}\.|>|#{1,6})[ \t]+/gm, '')
    .split('\n')
    .flatMap(line => (TABLE_RULE.test(line) ? [] : [withoutBars(line)]))
    .join('\n')
    .trim()
}

/** Whether anything stands below the headings, and outside of comments. */
export function hasText(markdown: string): boolean {
  return markdownBlocks(markdown).some(block =>
    'text' in block && block.kind !== 'heading' ? isShown(block.text) : block.kind === 'list',
  )
}

function isShown(text: string): boolean {
  return !/^<!--[^>]*-->$/.test(text.trim()) && plainText(text.slice(0, SHOWN_CHARS)) !== ''
}

function withoutBars(line: string): string {
  const bare = line.trim()
  if (!bare.startsWith('|') || !bare.endsWith('|')) return line
  return line
    .replace(/\\\||\|/g, bar => (bar === '|' ? ' ' : '|'))
    .replace(/\s+/g, ' ')
    .trim()
}
