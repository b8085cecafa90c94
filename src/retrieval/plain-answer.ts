/** An answer of the knowledge as a person would type it: Markdown's marks gone, its lists and addresses kept. */
import { TABLE_RULE } from '../parsing/markdown-blocks.ts'

/** A link or an image; bounded, or a text of brackets would be read over and over. */
const LINK = /(!?)\[([^\]]{0,300})\]\(([^)\s]{0,2000})[^)]{0,300}\)/g

export function plainAnswer(markdown: string): string {
  return markdown
    .replace(/<!--[^>]*-->/g, '')
    .replace(LINK, (_whole, image: string, label: string, url: string) => (image ? label : spelledOut(label, url)))
    .replace(/(\*\*|__|`)/g, '')
    .split('\n')
    .flatMap(line => (TABLE_RULE.test(line) ? [] : [withoutBars(line.replace(/^\s*#{1,6}\s+/, ''))]))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const spelledOut = (label: string, url: string): string =>
  /^https?:/.test(url) && label !== url ? `${label} ${url}` : label

function withoutBars(line: string): string {
  const bare = line.trim()
  if (!bare.startsWith('|') || !bare.endsWith('|') || bare.length < 2) return line.trimEnd()
  return bare
    .slice(1, -1)
    .split('|')
    .map(cell => cell.trim())
    .filter(cell => cell !== '')
    .join(' · ')
}
