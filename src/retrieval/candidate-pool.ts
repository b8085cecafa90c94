/**
 * Everything in the knowledge that shares something with a query, with its features. A FAQ entry and its translation are
 * one candidate: what the translation adds (cosines; words of a mixed text) is added to it. Calibration hides a part.
 */
import type { Embedder } from '../embedder.ts'
import type { Language } from '../message.ts'
import { exactKey } from '../text/exact-key.ts'
import type { ScriptLanguage } from '../text/language.ts'
import {
  addLexical,
  type Cosines,
  EXACT,
  type Lexical,
  maxVector,
  newRow,
  queryRowOf,
  type Standing,
} from './features.ts'
import type { Row } from './fuse.ts'
import { type HiddenEntry, type LanguageIndex, lexicalScores } from './language-index.ts'
import type { Passage } from './passage.ts'
import type { Entry } from './segment.ts'
import type { Shelf } from './shelf.ts'
import type { VectorIndex, VectorMatch } from './vector-index.ts'
import { type PassageCosines, passageCosines } from './vector-scores.ts'

/** What the vectors say of an entry. */
type Near = PassageCosines & { entry: Entry }

/** What a search needs of the knowledge base. */
export interface Searcher {
  embedder: Embedder | undefined
  vectors: VectorIndex | undefined
  shelf: Shelf
}

export interface Asked {
  normalized: string
  script: ScriptLanguage
  /** The language whose entries come first. */
  language: Language
  /** The query's vector, when it is known already. */
  vector?: Float32Array | undefined
  /** Passages that are as if not there. */
  without?: ReadonlySet<string> | undefined
}

/** What a search must not see: one question of a passage (and its translations), or its whole key. */
export interface Hidden {
  entry: Entry
  /** The question's number; undefined hides the key. */
  question?: number
}

export interface Candidate extends Row {
  entry: Entry
  /** The question or heading that matched best; undefined when only the body did. */
  matched: string | undefined
  /** Best cosine of any of its texts. */
  cosine: number | undefined
}

export interface Pool {
  /** The query's: its weights hold. */
  language: Language
  candidates: Candidate[]
  query: Float64Array
}

/** Nearest rows asked for: several of each candidate's dozen questions. 200 find the same on every set of bench:retrieval. */
const NEAREST = 100
/** Models of which none knows both languages say nothing across them. */
const LEAST_CROSS_LANGUAGE = 0.25
/**
 * What a word counts in passages of another language, beside vectors: there it is a name or a quotation, rare and so
 * overrated. AliCloud's questions across languages, hit@1 at 0 / 0.1 / 0.25 / 0.5 / 1: 84.5 / 84.1 / 82.3 / 80.0 / 74.1.
 * Not 0, for the sake of codes and names that no vector knows.
 */
const FOREIGN_WORDS = 0.1

export async function findCandidates(searcher: Searcher, asked: Asked, hidden?: Hidden): Promise<Pool> {
  const matches = await nearestRows(searcher, asked)
  // From here on nothing waits: the shelf does not change meanwhile.
  const { shelf } = searcher
  const language = shelf.languages.has(asked.language)
    ? asked.language
    : (shelf.languages.keys().next().value ?? asked.language)
  const { script, without } = asked
  const pool: OpenPool = { shelf, language, spoken: asked.language, script, hidden, without, found: new Map() }
  const near = cosinesOf(shelf, matches, hidden)
  const lexical = addAllLexical(pool, asked, hidden, near, searcher.embedder ? FOREIGN_WORDS : 1)
  markExact(pool, asked, hidden)
  const crossLanguage = searcher.embedder?.crossLanguage ?? 1
  for (const cosines of near) addCosines(pool, cosines, crossLanguage, hidden)
  return {
    language: asked.language,
    candidates: [...pool.found.values()],
    query: queryRowOf(lexical, asked.normalized),
  }
}

interface OpenPool {
  shelf: Shelf
  /** The language whose entries come first: the query's, where the knowledge has it. */
  language: Language
  spoken: Language
  script: ScriptLanguage
  hidden: Hidden | undefined
  without: ReadonlySet<string> | undefined
  found: Map<Entry, Candidate>
}

/** A mixed text is looked up in both languages; the shares add up, since each knows the other's words not. */
function addAllLexical(
  pool: OpenPool,
  asked: Asked,
  hidden: Hidden | undefined,
  near: readonly Near[],
  foreignWords: number,
): Lexical[] {
  const scored: Lexical[] = []
  for (const [language, index] of pool.shelf.languages) {
    if (language !== pool.language && asked.script !== 'mixed') continue
    const found = () => foundElsewhere(pool.shelf, language, index, asked, near)
    const lexical = lexicalScores(index, asked.normalized, hiddenIn(language, hidden), found)
    scored.push(lexical)
    addIndex(pool, lexical, speaks(asked.script, language) ? 1 : foreignWords)
  }
  return scored
}

/** The entries of this language that the vectors or the exact wording have found, themselves or by their translation. */
function foundElsewhere(
  shelf: Shelf,
  language: Language,
  index: LanguageIndex,
  { normalized }: Asked,
  near: readonly Near[],
): Entry[] {
  const byVector = near.flatMap(({ entry }) => {
    const { kind, key, language: own } = entry.passage
    if (own === language) return [entry]
    return (kind === 'faq' ? shelf.faq(language, key) : undefined) ?? []
  })
  return [...byVector, ...(index.exact.get(exactKey(normalized)) ?? []).map(({ entry }) => entry)]
}

/** A text in neither script (a number, say) is in no language, so in none is it foreign. */
function speaks(script: ScriptLanguage, language: Language): boolean {
  return script === language || script === 'mixed' || script === 'other'
}

function addIndex(pool: OpenPool, lexical: Lexical, share: number): void {
  const { both, bestQuestion } = lexical.chars
  lexical.entries.forEach((entry, s) => {
    if (both[s]! + lexical.words.both[s]! === 0) return
    const candidate = candidateAt(pool, entry)
    if (!candidate) return
    addLexical(candidate.features, lexical, s, share)
    candidate.matched ??= entry.passage.questions[bestQuestion[s]!]
  })
}

/** In the query's own language only: a mixed text is nobody's question word for word. */
function markExact(pool: OpenPool, { normalized }: Asked, hidden: Hidden | undefined): void {
  const index = pool.shelf.languages.get(pool.language)
  for (const { entry, question } of index?.exact.get(exactKey(normalized)) ?? []) {
    if (hidden?.entry === entry && hidden.question === question) continue
    const candidate = candidateAt(pool, entry)
    if (candidate) candidate.features[EXACT] = 1
  }
}

/** Cosines across languages are brought to the scale of those within one. */
function addCosines(pool: OpenPool, cosines: Near, crossLanguage: number, hidden: Hidden | undefined): void {
  const { entry } = cosines
  if (isTranslation(entry.passage, hidden)) return
  const candidate = candidateAt(pool, entry)
  if (!candidate) return
  const { passage } = entry
  const scale = passage.language === pool.spoken ? 1 : 1 / Math.max(LEAST_CROSS_LANGUAGE, crossLanguage)
  const { best, top, body } = scaled(cosines, scale)
  maxVector(candidate.features, passage.kind === 'article' ? askedOfBody({ best, top, body }) : { best, top, body })
  const cosine = Math.max(best, body)
  if (cosine <= (candidate.cosine ?? -1)) return
  candidate.cosine = cosine
  candidate.matched = passage.questions[cosines.question] ?? candidate.matched
}

function scaled({ best, top, body }: Cosines, scale: number): Cosines {
  return { best: best * scale, top: top * scale, body: body * scale }
}

/** Nobody asks in the words of a heading: an article's part is asked for by what it says, if that is nearer. */
function askedOfBody({ best, top, body }: Cosines): Cosines {
  return { best: Math.max(best, body), top: Math.max(top, body), body }
}

/** The candidate that this passage belongs to: its twin in the query's language where there is one. */
function candidateAt(pool: OpenPool, entry: Entry): Candidate | undefined {
  const { shelf, language, hidden, without, found } = pool
  const { passage } = entry
  if (without?.has(passage.passageId)) return undefined
  if (hidden && hidden.question === undefined && hidden.entry.passage.key === passage.key) return undefined
  const twin = passage.kind === 'faq' && passage.language !== language ? shelf.faq(language, passage.key) : undefined
  const at = twin === undefined || without?.has(twin.passage.passageId) ? entry : twin
  const known = found.get(at)
  if (known) return known
  const standing = standingOf(pool, at.passage.language, passage)
  const features = newRow({ article: passage.kind === 'article', standing })
  const made = { entry: at, features, matched: undefined, cosine: undefined }
  found.set(at, made)
  return made
}

/** A FAQ entry that has a twin is in the query's language already. A mixed text has words in every language. */
function standingOf({ shelf, language, spoken, script }: OpenPool, of: Language, { kind, key }: Passage): Standing {
  if (speaks(script, of)) return of === language ? 'own' : 'foreign'
  return kind === 'article' && shelf.hasArticle(spoken, key) ? 'foreign' : 'sole'
}

function hiddenIn(language: Language, hidden: Hidden | undefined): HiddenEntry | undefined {
  return hidden?.entry.passage.language === language ? hidden : undefined
}

/** With a question hidden, its translations must not give it away. */
function isTranslation({ language, key }: Passage, hidden: Hidden | undefined): boolean {
  if (hidden === undefined) return false
  const own = hidden.entry.passage
  return language !== own.language && key === own.key
}

async function nearestRows(
  { embedder, vectors }: Searcher,
  { normalized, vector, without, language }: Asked,
): Promise<readonly VectorMatch[]> {
  if (!embedder || !vectors) return []
  return vectors.search(vector ?? (await embedder.embed([normalized], 'query', language))[0]!, NEAREST, without)
}

/** Entries are looked up once: in a large base each time costs a walk through cold memory. */
function cosinesOf(shelf: Shelf, matches: readonly VectorMatch[], hidden: Hidden | undefined): Near[] {
  const isHidden = (id: string, part: number) => id === hidden?.entry.passage.passageId && part === hidden.question
  const entries = new Map<string, Entry | undefined>()
  for (const { passageId } of matches) if (!entries.has(passageId)) entries.set(passageId, shelf.entry(passageId))
  const known = matches.filter(({ passageId, part }) => entries.get(passageId) && !isHidden(passageId, part))
  return passageCosines(known, id => entries.get(id)!.passage.questions.length).map(cosines => ({
    ...cosines,
    entry: entries.get(cosines.passageId)!,
  }))
}
