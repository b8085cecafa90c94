import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Type from 'typebox'
import { Check } from 'typebox/value'
import { type Dots, packRows, unpackRows } from '../dots.ts'
import type { Embedder } from '../embedder.ts'
import { Conflict, InvalidInput } from '../errors.ts'
import { textVersion } from '../text/version.ts'
import { createClassifier, type LinearClassifier, weightsOf } from './classifier.ts'
import { kernelMeaning, linearMeaning, type Meaning } from './meaning.ts'
import { exactMatches, type Manifest, type Model } from './model.ts'
import { createNeighbours } from './neighbours.ts'
import { readSections, type Section, writeSections } from './sections.ts'

/** Version of the layout below and of the meaning of its numbers; bump with every change of either. */
export const ARTIFACT_FORMAT = 3

/** `YDNLU`, a zero and two bytes that no text has: tells our files from others. */
const MAGIC = Uint8Array.of(0x59, 0x44, 0x4e, 0x4c, 0x55, 0x00, 0xff, 0x01)
const HASH_BYTES = 32

const Share = Type.Number({ minimum: 0, maximum: 1 })
/** The one schema of a manifest; `Manifest` is its type. */
export const ManifestSchema = Type.Object({
  format: Type.Integer(),
  textVersion: Type.String(),
  embedder: Type.Union([Type.String(), Type.Null()]),
  dataHash: Type.String(),
  intents: Type.Array(Type.String()),
  utterances: Type.Integer(),
  languages: Type.Array(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
  scores: Type.Object({
    accuracy: Share,
    byLanguage: Type.Object({ zh: Type.Optional(Share), en: Type.Optional(Share) }),
    outOfScopeAuc: Type.Optional(Share),
  }),
  curves: Type.Optional(
    Type.Array(
      Type.Object({
        language: Type.Union([Type.Literal('zh'), Type.Literal('en')]),
        lines: Type.Integer(),
        answered: Type.Array(Type.Integer()),
        right: Type.Array(Type.Integer()),
      }),
    ),
  ),
  createdAt: Type.String(),
  libraryVersion: Type.String(),
})

interface Header {
  manifest: Manifest
  blend: Model['blend']
  unseen: number
  scope: Model['scope']
}

/** The manifest of a loaded model. */
export function manifest(model: Model): Manifest {
  return model.manifest
}

/** The model as bytes: magic, SHA-256 of the rest, then sections. `load` gives back a model that parses the same. */
export function save(model: Model): Uint8Array {
  const { manifest, blend, scope, vectorizer, classifier, meaning, rows } = model
  const header: Header = { manifest, blend, scope, unseen: vectorizer.unseen }
  const sections: Section[] = [
    { name: 'header', data: encode(JSON.stringify(header)) },
    { name: 'vocabulary', data: encode([...model.vocabulary.keys()].join('\n')) },
    { name: 'keys', data: encode(model.keys.join('\n')) },
    { name: 'idf', data: vectorizer.idf },
    ...classifierSections('', sectionsOf(classifier)),
    ...classifierSections('meaning-', meaning?.kind === 'linear' ? sectionsOf(meaning.classifier) : NO_CLASSIFIER),
    { name: 'meaning-pulls', data: packRows(meaning?.kind === 'kernel' ? meaning.pulls : []) },
    { name: 'labels', data: model.labels },
    { name: 'offsets', data: rows.offsets },
    { name: 'columns', data: rows.columns },
    { name: 'values', data: rows.values },
    { name: 'dense', data: packRows(model.dense?.rows) },
  ]
  const body = writeSections(sections)
  const bytes = new Uint8Array(MAGIC.length + HASH_BYTES + body.length)
  bytes.set(MAGIC)
  bytes.set(createHash('sha256').update(body).digest(), MAGIC.length)
  bytes.set(body, MAGIC.length + HASH_BYTES)
  return bytes
}

/**
 * Reads what `save` wrote. Throws InvalidInput `model_damaged` when the bytes are not a whole model, and Conflict
 * `model_format_mismatch`, `model_text_mismatch` or `model_embedder_mismatch`, naming both sides, when it was made for
 * another version of the format or of the text room, or with another embedder than the one given.
 */
export function load(bytes: Uint8Array, embedder?: Embedder): Model {
  const read = readSections(checkedBody(bytes))
  const header = JSON.parse(read.text('header')) as Header
  checkManifest(header.manifest, embedder)
  const { manifest, blend, scope, unseen } = header
  const rows = { offsets: read.uint32('offsets'), columns: read.uint32('columns'), values: read.float32('values') }
  const vocabulary = new Map(read.lines('vocabulary').map((name, column) => [name, column]))
  const classes = manifest.intents.length
  const labels = read.uint16('labels')
  const keys = read.lines('keys')
  const dense = unpackRows(read.float32('dense'), labels.length)
  const full = { ...rows, width: vocabulary.size }
  return {
    manifest,
    vocabulary,
    vectorizer: { idf: read.float32('idf'), unseen },
    classifier: readClassifier(read, ''),
    meaning: dense && readMeaning(read, classes, dense),
    blend,
    scope,
    labels,
    keys,
    rows: full,
    dense,
    neighbours: createNeighbours(full, labels, classes, dense),
    exact: exactMatches(keys, labels),
  }
}

type Sections = ReturnType<typeof readSections>
type ClassifierParts = Pick<LinearClassifier, 'scale' | 'bias'> & { weights: Int16Array }

const NO_CLASSIFIER: ClassifierParts = {
  weights: new Int16Array(0),
  scale: new Float32Array(0),
  bias: new Float32Array(0),
}

function sectionsOf(classifier: LinearClassifier): ClassifierParts {
  return { weights: weightsOf(classifier), scale: classifier.scale, bias: classifier.bias }
}

function classifierSections(prefix: string, parts: ClassifierParts): Section[] {
  return Object.entries(parts).map(([name, data]) => ({ name: `${prefix}${name}`, data }))
}

function readClassifier(read: Sections, prefix: string): LinearClassifier {
  return createClassifier(read.int16(`${prefix}weights`), read.float32(`${prefix}scale`), read.float32(`${prefix}bias`))
}

function readMeaning(read: Sections, classes: number, dense: Dots): Meaning {
  const pulls = unpackRows(read.float32('meaning-pulls'), classes)
  return pulls === undefined ? linearMeaning(readClassifier(read, 'meaning-')) : kernelMeaning(pulls, dense)
}

/** Our own version, from package.json. */
export function libraryVersion(): string {
  const file = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return file.version
}

function checkedBody(bytes: Uint8Array): Uint8Array {
  const body = bytes.slice(MAGIC.length + HASH_BYTES)
  const sum = createHash('sha256').update(body).digest()
  const whole = MAGIC.every((byte, i) => bytes[i] === byte) && sum.every((byte, i) => bytes[MAGIC.length + i] === byte)
  if (whole) return body
  throw new InvalidInput('model_damaged', `These ${bytes.length} bytes are not a whole Yingda NLU model.`, {
    remedy: 'Train the model again, or copy the file again.',
    params: { bytes: bytes.length },
  })
}

/** Whether a model of this manifest would load here, and use the embedder that is there. */
export function isUpToDate(
  { format, textVersion: text, embedder: wanted }: Manifest,
  embedder: Embedder | undefined,
): boolean {
  return format === ARTIFACT_FORMAT && text === textVersion && wanted === (embedder?.identity ?? null)
}

/** Whether a model of this manifest would load here; one of words alone does beside any embedder. */
export function fits(manifest: Manifest, embedder: Embedder | undefined): boolean {
  return isUpToDate(manifest, manifest.embedder === null ? undefined : embedder)
}

function checkManifest(manifest: Manifest, embedder: Embedder | undefined): void {
  if (manifest.format !== ARTIFACT_FORMAT) {
    mismatch('model_format_mismatch', 'format', String(manifest.format), String(ARTIFACT_FORMAT))
  }
  if (!Check(ManifestSchema, manifest)) {
    throw new InvalidInput('model_damaged', 'The manifest of the model is not complete.', {
      remedy: 'Train the model again.',
    })
  }
  if (manifest.textVersion !== textVersion) {
    mismatch('model_text_mismatch', 'text version', manifest.textVersion, textVersion)
  }
  const identity = embedder?.identity ?? null
  if (manifest.embedder !== null && manifest.embedder !== identity) {
    mismatch('model_embedder_mismatch', 'embedder', manifest.embedder, identity ?? 'none')
  }
}

function mismatch(code: string, what: string, model: string, here: string): never {
  throw new Conflict(code, `The model was trained for ${what} ${model}, but here it is ${here}.`, {
    remedy: 'Train the model again.',
    params: { model, here },
  })
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
