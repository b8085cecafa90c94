/** What a developer would take off the shelf, on the same questions: the floor that the engine is held against. */
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js'
import type { Language } from '../src/message.ts'
import type { TrainingLine } from '../src/nlu/training-line.ts'
import { scoreLexically } from '../src/retrieval/bm25.ts'
import { buildInvertedIndex } from '../src/retrieval/inverted-index.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { termsOf } from '../src/retrieval/terms.ts'
import { words } from '../src/text/tokens.ts'
import type { Given } from './sample-outcome.ts'

export interface Peer {
  name: string
  answer(text: string): Given
}

/** BM25 over whole FAQ entries, articles and intents, the first always given: a search box without a "don't know". */
export function plainBm25(passages: readonly Passage[], lines: readonly TrainingLine[], language: Language): Peer {
  const entries = classesOf(passages, lines, language)
  const index = buildInvertedIndex(
    entries.map(({ texts }) => ({ questions: [], body: termsOf(texts.join('\n')).words })),
  )
  return {
    name: 'BM25, first hit',
    answer: text => entries[indexOfMax(scoreLexically(index, termsOf(text).words).body)]?.given,
  }
}

/** natural's naive Bayes over the same classes, fed with our tokens: its own tokenizers drop Chinese (STACK trap 5). */
export function naturalBayes(passages: readonly Passage[], lines: readonly TrainingLine[], language: Language): Peer {
  const classifier = new BayesClassifier()
  for (const { given, texts } of classesOf(passages, lines, language)) {
    for (const text of texts) classifier.addDocument(words(text), given)
  }
  classifier.train()
  return { name: 'natural BayesClassifier', answer: text => classifier.classify(words(text)) }
}

function classesOf(passages: readonly Passage[], lines: readonly TrainingLine[], language: Language) {
  const classes = new Map<string, string[]>()
  const add = (given: string, texts: readonly string[]) => classes.set(given, [...(classes.get(given) ?? []), ...texts])
  for (const passage of passages) {
    if (passage.language === language) add(passage.documentId, [...passage.questions, passage.text])
  }
  for (const line of lines) if (line.language === language) add(`intent ${line.intent}`, [line.text])
  return [...classes].map(([given, texts]) => ({ given, texts }))
}

/** -1 when nothing is above 0. */
function indexOfMax(values: Float32Array): number {
  let best = -1
  values.forEach((value, i) => {
    if (value > (values[best] ?? 0)) best = i
  })
  return best
}
