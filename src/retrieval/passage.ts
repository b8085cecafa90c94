import type { Language } from '../message.ts'

/** What is indexed: a FAQ entry, or one part of an article. */
export interface Passage {
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
}

/** The first questions of an article's part are its heading, alone and with the title: nobody asks in these words. */
const HEADING_QUESTIONS = 2

/** The questions that somebody might ask in these words. */
export function askedQuestions({ kind, questions }: Pick<Passage, 'kind' | 'questions'>): string[] {
  return kind === 'faq' ? questions : questions.slice(HEADING_QUESTIONS)
}

/** All that was written in a passage: what it may be asked as, and its text. */
export function textsOf({ questions, text }: Passage): string[] {
  return [...questions, text]
}

/** What a hit calls itself: the question, or title and heading. */
export function displayTitle(passage: Passage): string {
  return passage.heading ? `${passage.title} · ${passage.heading}` : passage.title
}
