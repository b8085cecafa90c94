/** Questions over real files: parsed, split and searched by our own code, all files in one knowledge base. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Embedder } from '../src/embedder.ts'
import { parseFile } from '../src/parsing/parse-file.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { toPassages } from '../src/retrieval/to-passages.ts'
import { DATA_FOLDER, readData } from './data.ts'
import { type Searched, searchAll } from './retrieval-search.ts'

export interface DocumentQuestion {
  text: string
  files: string[]
  /** Words that stand in the right passage; null where these files hold no answer. */
  evidence: string | null
}

export interface DocumentFigures {
  /** Percent of the answerable questions whose evidence stands in a hit's passage or beside it, among the first 1, 3, 5. */
  hit1: number
  hit3: number
  hit5: number
  /** The right file among the first 3, whatever the passage. */
  file3: number
  n: number
  passages: number
}

const OWN = resolve(import.meta.dirname, 'document-questions.jsonl')
const FILES = /\.(?:pdf|docx|html|md)$/

/** A passage's document is its file. */
export async function documentPassages(): Promise<Passage[]> {
  const folder = resolve(DATA_FOLDER, 'documents')
  const passages: Passage[] = []
  for (const file of readdirSync(folder)
    .filter(name => FILES.test(name))
    .sort()) {
    const { documents } = await parseFile(file, readFileSync(resolve(folder, file)))
    for (const document of documents) passages.push(...toPassages(file, document, () => `${file} ${passages.length}`))
  }
  return passages.map((passage, i) => ({ ...passage, passageId: `${passage.documentId} ${i}` }))
}

export function documentQuestions(): DocumentQuestion[] {
  const own = readFileSync(OWN, 'utf8').trim().split('\n')
  return [
    ...readData<DocumentQuestion>('documents/questions'),
    ...own.map(line => JSON.parse(line) as DocumentQuestion),
  ]
}

export async function searchDocuments(passages: Passage[], embedder: Embedder | undefined): Promise<Searched[]> {
  const questions = documentQuestions().map(({ text, files, evidence }) => ({
    text,
    relevant: evidence === null ? [] : files,
    figure: 'documents',
  }))
  return searchAll({ passages, questions }, embedder, 'passage')
}

export function documentFigures(passages: readonly Passage[], searched: readonly Searched[]): DocumentFigures {
  const questions = documentQuestions()
  const asked = questions.flatMap((question, q) => (question.evidence === null ? [] : [{ question, q }]))
  const share = (isRight: (question: DocumentQuestion, q: number) => boolean) =>
    (100 * asked.filter(({ question, q }) => isRight(question, q)).length) / asked.length
  const hit = (first: number) => share((question, q) => placeOfEvidence(passages, question, searched[q]!) < first)
  const file3 = share((question, q) =>
    searched[q]!.hits.slice(0, 3).some(({ documentId }) => question.files.includes(documentId)),
  )
  return { hit1: hit(1), hit3: hit(3), hit5: hit(5), file3, n: asked.length, passages: passages.length }
}

/** The number of the first hit with the evidence, from 0; infinite where there is none. */
export function placeOfEvidence(
  passages: readonly Passage[],
  { files, evidence }: DocumentQuestion,
  { hits }: Searched,
): number {
  const place = hits.findIndex(({ documentId, passageId }) => {
    if (!files.includes(documentId)) return false
    const at = passages.findIndex(passage => passage.passageId === passageId)
    return beside(passages, at).some(({ text, title, heading }) => holds(`${title} ${heading} ${text}`, evidence!))
  })
  return place < 0 ? Number.POSITIVE_INFINITY : place
}

/** The passage, and its neighbours under the same heading. */
function beside(passages: readonly Passage[], at: number): Passage[] {
  const own = passages[at]!
  const isBeside = (each: Passage | undefined): each is Passage =>
    each !== undefined && each.documentId === own.documentId && each.heading === own.heading
  return [passages[at - 1], own, passages[at + 1]].filter(isBeside)
}

export function holds(text: string, evidence: string): boolean {
  const plain = (each: string) => each.replace(/\s+/g, ' ').toLowerCase()
  return plain(text).includes(plain(evidence))
}
