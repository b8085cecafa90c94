import type { ParsedDocument } from '../parsing/parsed-document.ts'
import { type Section, splitMarkdown } from '../parsing/split.ts'
import type { Passage } from './passage.ts'

/** The part of a document that its passages come from. */
export type Source = Pick<ParsedDocument, 'kind' | 'key' | 'language' | 'title' | 'similar' | 'body' | 'url'>

/** A FAQ entry is one passage; an article is split by its headings, unless it was already. `newId` makes the passages' ids. */
export function toPassages(
  documentId: string,
  source: Source,
  newId: () => string,
  sections?: readonly Section[],
): Passage[] {
  const { kind, key, language, title, url } = source
  const base = { documentId, kind, key, language, title, ...(url === undefined ? {} : { url }) }
  if (kind === 'faq')
    return [{ ...base, passageId: newId(), text: source.body, questions: questionsOf(source, undefined, []) }]
  return (sections ?? splitMarkdown(source.body)).map(({ heading, text, questions, page }) => ({
    ...base,
    passageId: newId(),
    text,
    ...(heading === undefined ? {} : { heading }),
    ...(page === undefined ? {} : { page }),
    questions: questionsOf(source, heading, questions),
  }))
}

/** What a passage may be asked as: the FAQ's questions; of an article's part its heading, and `own`, its author's. */
export function questionsOf(
  source: Pick<Source, 'title' | 'similar'>,
  heading: string | undefined,
  own: readonly string[],
): string[] {
  const named = heading === undefined ? [source.title, ...source.similar] : [heading, `${source.title} ${heading}`]
  return [...named, ...own]
}
