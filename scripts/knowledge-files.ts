/** Knowledge and intent files on disk: found, read as UTF-8 and parsed, all before anything is stored. */
import { readdirSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { parseEntities } from '../src/admin/entities.ts'
import { type IntentContent, parseIntents } from '../src/admin/intents.ts'
import { KNOWLEDGE_ENDINGS, parseKnowledgeFile } from '../src/admin/knowledge.ts'
import { InvalidInput } from '../src/errors.ts'
import type { CustomEntity } from '../src/nlu/entities/custom-entity.ts'
import type { DocumentContent } from '../src/retrieval/knowledge.store.ts'
import { readNamed, statNamed } from './named-file.ts'

export interface ReadFiles {
  documents: DocumentContent[]
  intents: IntentContent[]
  entities: CustomEntity[]
  files: number
  /** Files that are read as sources: their paths. */
  sources: string[]
  /** Files of a folder that are none of ours: left alone. */
  others: string[]
}

const INTENT_FILE = /\.ya?ml$/i
/** What is read as a source, beside the files that a person writes for us. */
const SOURCE_ENDINGS = ['.pdf', '.docx', '.xlsx', '.html', '.htm', '.txt']
/** A folder's own description is no article. */
const README = /^readme(\.\w+)?\.md$/i
/** Questions with the expected answers, for measuring: they look like a FAQ, and are none. */
const TEST_QUESTIONS = /(^|\/)questions\/[^/]+\.jsonl$/

/**
 * Reads a file, or every file of ours in a folder.
 * @throws NotFound `path_not_found`; InvalidInput naming file, line and value, or `nothing_to_import`.
 */
export function readFiles(path: string, onProgress: (share: number, file: string) => void = () => {}): ReadFiles {
  const { ours, others } = findFiles(path)
  if (ours.length === 0) throw nothingFound(path, others)
  const found: ReadFiles = { documents: [], intents: [], entities: [], sources: [], files: ours.length, others }
  const places = new Map<string, string>()
  for (const [i, file] of ours.entries()) {
    onProgress(i / ours.length, `reading ${file}`)
    readOne(file, found, places)
  }
  return found
}

function readOne(file: string, found: ReadFiles, places: Map<string, string>): void {
  if (endsIn(file, SOURCE_ENDINGS)) {
    found.sources.push(file)
    return
  }
  const text = readText(file)
  if (INTENT_FILE.test(file)) {
    const intents = parseIntents(file, text)
    for (const { name } of intents) refuseTwice(places, `the intent ${name}`, file)
    found.intents.push(...intents)
    const entities = parseEntities(file, text)
    for (const { name } of entities) refuseTwice(places, `the entity ${name}`, file)
    found.entities.push(...entities)
    return
  }
  const documents = parseKnowledgeFile(file, text)
  for (const { kind, key, language } of documents) refuseTwice(places, `the ${kind} “${key}” (${language})`, file)
  found.documents.push(...documents)
}

function findFiles(path: string): { ours: string[]; others: string[] } {
  if (!statNamed(path).isDirectory()) return { ours: [shown(path)], others: [] }
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => shown(join(entry.parentPath, entry.name)))
    .sort()
  return { ours: files.filter(isOurs), others: files.filter(file => !isOurs(file)) }
}

/** As the person at the terminal would write it. */
function shown(path: string): string {
  const here = relative(process.cwd(), path)
  return here.startsWith('..') ? path : here
}

function isOurs(file: string): boolean {
  if (README.test(basename(file)) || TEST_QUESTIONS.test(file)) return false
  return INTENT_FILE.test(file) || endsIn(file, [...KNOWLEDGE_ENDINGS, ...SOURCE_ENDINGS])
}

const endsIn = (file: string, endings: readonly string[]): boolean =>
  endings.some(ending => file.toLowerCase().endsWith(ending))

/** A spreadsheet saved in GBK would become unreadable signs: refused, with the line. */
function readText(file: string): string {
  const bytes = readNamed(file)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    const line = whole.slice(0, whole.indexOf('\uFFFD')).split('\n').length
    throw new InvalidInput('file_not_utf8', `${file}, line ${line}: this is not UTF-8.`, {
      remedy: 'Save it as UTF-8 (in Excel: “CSV UTF-8”), then import it again.',
      params: { file, line },
    })
  }
}

function refuseTwice(places: Map<string, string>, what: string, file: string): void {
  const before = places.get(what)
  if (before !== undefined) {
    const where = before === file ? `twice in ${file}` : `in ${before} and in ${file}`
    throw new InvalidInput('key_twice', `There is ${what} ${where}.`, {
      remedy: 'Keep one, or give each its own key.',
      params: { file },
    })
  }
  places.set(what, file)
}

function nothingFound(path: string, others: readonly string[]): InvalidInput {
  const endings = [...KNOWLEDGE_ENDINGS, '.yaml', ...SOURCE_ENDINGS].join(', ')
  return new InvalidInput('nothing_to_import', `${path} holds no file that can be imported.`, {
    remedy: `Importable are ${endings}${others.length === 0 ? '' : `; there is ${others[0]}`}.`,
    value: path,
  })
}
