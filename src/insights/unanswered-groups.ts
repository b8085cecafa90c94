/** What visitors asked in vain in the last month, in groups of one meaning. */
import type { TenantQuery } from '../db.ts'
import {
  groupQuestions,
  type Likeness,
  likeVectors,
  likeWords,
  type QuestionGroup,
  toWordings,
} from './group-questions.ts'
import { readUnanswered } from './unanswered.ts'

export interface UnansweredGroups {
  groups: QuestionGroup[]
  /** Of how many days. */
  days: number
  /** How many questions there were. */
  questions: number
}

export interface GroupingDeps {
  /** Unit vectors, one a text; undefined: wordings are compared by their words. */
  embed: ((texts: readonly string[]) => Promise<Float32Array[]>) | undefined
  /** The words of a text that say something. */
  wordsOf(text: string): readonly string[]
  breath(): Promise<void> | undefined
}

const DAYS = 30
/** The newest so many are looked at. */
const MOST = 2000
/** Wordings compared at most: each with all before it. */
const MOST_WORDINGS = 600
/**
 * From here up two wordings are of one group. Measured by pairs of 500 real questions in random order. `both` (the mean
 * of vectors and words): StackFAQ, 50 subjects, 87 % of the pairs right and 55 % of all found; VIRA, all about one
 * subject, 48 % and 20 %. `words` alone: 82 % and 32 %, 50 % and 20 %. A person looks at each group before it becomes
 * an entry, so a group that is too small costs more than one wording too many.
 */
const LEAST = { both: 0.35, words: 0.3 }

export async function readUnansweredGroups(db: TenantQuery, deps: GroupingDeps): Promise<UnansweredGroups> {
  const questions = await readUnanswered(db, { days: DAYS, limit: MOST })
  const wordings = toWordings(questions).slice(0, MOST_WORDINGS)
  const texts = wordings.map(({ text }) => text)
  const { likeness, least } = await compare(texts, deps)
  const groups = await groupQuestions(wordings, likeness, least, deps.breath)
  return { groups, days: DAYS, questions: questions.length }
}

async function compare(
  texts: readonly string[],
  { embed, wordsOf, breath }: GroupingDeps,
): Promise<{ likeness: Likeness; least: number }> {
  const words = likeWords(texts.map(wordsOf))
  if (embed === undefined || texts.length === 0) return { likeness: words, least: LEAST.words }
  const rows: Float32Array[] = []
  for (const text of texts) {
    rows.push(...(await embed([text])))
    await breath()
  }
  const vectors = likeVectors(rows)
  return { likeness: (a, b) => (vectors(a, b) + words(a, b)) / 2, least: LEAST.both }
}
