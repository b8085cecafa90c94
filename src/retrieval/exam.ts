/**
 * A knowledge base asked its own questions: each is hidden and asked (does its entry come out all the same?), then asked
 * again with the whole entry hidden: a natural question that this knowledge does not answer.
 */
import { createBreath } from '../breath.ts'
import type { Language } from '../message.ts'
import { detectLanguage } from '../text/language.ts'
import { normalize } from '../text/normalize.ts'
import { findCandidates, type Hidden, type Searcher } from './candidate-pool.ts'
import type { LanguageWeights } from './default-weights.ts'
import { EXACT } from './features.ts'
import { fuse } from './fuse.ts'
import type { Hit } from './hit.ts'
import { toHits } from './hits.ts'
import { liveEntries } from './language-index.ts'
import { askedQuestions } from './passage.ts'
import type { Entry } from './segment.ts'

/** One question of the base, asked. */
export interface Exam {
  language: Language
  /** The key of the entry that answers it; undefined when that one was hidden. */
  key: string | undefined
  /** Best first. */
  hits: Hit[]
}

/** A question to be hidden. */
export interface HiddenQuestion extends Hidden {
  question: number
  text: string
}

/** An entry with fewer questions has nothing to be found by when one is hidden. */
const MIN_QUESTIONS = 3

/** At most `most` questions, spread over all entries that have several. */
export function chooseQuestions(entries: readonly Entry[], most: number): HiddenQuestion[] {
  const all = entries.flatMap(entry => {
    const { passage } = entry
    const asked = askedQuestions(passage)
    if (asked.length < MIN_QUESTIONS) return []
    const first = passage.questions.length - asked.length
    return asked.map((text, i): HiddenQuestion => ({ entry, question: first + i, text }))
  })
  const every = Math.max(1, all.length / most)
  return Array.from({ length: Math.min(all.length, most) }, (_, i) => all[Math.floor(i * every)]!)
}

/** Each of at most `most` questions a language twice; about 6 ms a question, in slices. */
export async function examineAll(searcher: Searcher, weights: LanguageWeights, most: number): Promise<Exam[]> {
  const breath = createBreath()
  const exams: Exam[] = []
  for (const [language, index] of searcher.shelf.languages) {
    for (const { text, question, entry } of chooseQuestions(liveEntries(index), most)) {
      const normalized = normalize(text)
      const vector = (await searcher.embedder?.embed([normalized], 'query', entry.passage.language))?.[0]
      const asked = { normalized, script: detectLanguage(text), language, vector }
      for (const hidden of [{ entry, question }, { entry }]) {
        const { candidates, query } = await findCandidates(searcher, asked, hidden)
        // The same words under another entry are a twin of what is hidden, and no question of a visitor.
        const others = candidates.filter(({ features }) => features[EXACT] === 0)
        const hits = toHits(fuse(others, query, weights[language]), 'key')
        exams.push({ language, key: 'question' in hidden ? entry.passage.key : undefined, hits })
        await breath()
      }
    }
  }
  return exams
}
