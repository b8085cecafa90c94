import type { Language } from '../message.ts'
import type { Scoped } from './scope.ts'

/** What is indexed: a FAQ entry, or one part of an article. */
export interface Passage extends Scoped {
  passageId: string
  documentId: string
  kind: 'faq' | 'article'
  /** Stable across imports and the same in both languages. */
  key: string
  language: Language
  /** The FAQ's standard question, or the article's title. */
  title: string
  heading?: string
  /** The answer, or this part of the article: Markdown. */
  text: string
  /** Standard question first, then the similar ones (FAQ); title and headings (article). */
  questions: string[]
  url?: string
  /** Where it begins in an original that has pages, from 1. */
  page?: number
}

/**
 * The questions that somebody might ask in these words. An article's part begins with its names, which nobody does: the
 * heading, alone and with the title; before the first heading the title.
 */
export function askedQuestions({
  kind,
  heading,
  questions,
}: Pick<Passage, 'kind' | 'heading' | 'questions'>): string[] {
  if (kind === 'faq') return questions
  return questions.slice(heading === undefined ? 1 : 2)
}

/** All that was written in a passage: what it may be asked as, and its text. */
export function textsOf({ questions, text }: Passage): string[] {
  return [...questions, text]
}

/** What a hit calls itself: the question, or title and heading. */
export function displayTitle(passage: Passage): string {
  return passage.heading ? `${passage.title} · ${passage.heading}` : passage.title
}
