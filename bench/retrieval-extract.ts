/** How often the evidence survives when the passage that holds it is cut down to its answering sentences. */
import type { Embedder } from '../src/embedder.ts'
import { extractWith } from '../src/retrieval/extract.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { normalize } from '../src/text/normalize.ts'
import { documentQuestions, holds } from './retrieval-documents.ts'

export interface ExtractFigures {
  /** Percent of the passages with the evidence that still have it. */
  evidenceKept: number
  /** UTF-16 code units, on average. */
  before: number
  after: number
  n: number
}

/** Over the first passage of each file that holds a question's evidence: the search is not measured here. */
export async function extractFigures(passages: readonly Passage[], embedder: Embedder): Promise<ExtractFigures> {
  const found = documentQuestions().flatMap(({ text, files, evidence }) => {
    const passage = passages.find(each => files.includes(each.documentId) && holds(each.text, evidence ?? '\0'))
    return passage === undefined ? [] : [{ question: text, evidence: evidence!, passage }]
  })
  let [kept, before, after] = [0, 0, 0]
  for (const { question, evidence, passage } of found) {
    const cut = await extractWith(embedder, { query: normalize(question), kind: passage.kind, text: passage.text })
    if (holds(cut.text, evidence)) kept++
    before += passage.text.length
    after += cut.text.length
  }
  const n = found.length
  return { evidenceKept: (100 * kept) / n, before: before / n, after: after / n, n }
}
