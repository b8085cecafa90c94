/**
 * The files of a static model: `manifest.json` (what it is and how it came about), `pieces.tsv` (the vocabulary) and
 * `weights.bin` (everything numeric: pairs, table, layer). Rows of the table are quantised, each with a scale of its own.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { InvalidInput } from '../errors.ts'

export interface StaticModel {
  manifest: StaticManifest
  /** SHA-256 of pieces and weights: whose vectors these are. */
  hash: string
  pieces: string[]
  scores: Float32Array
  /** Keys of `static-features`. */
  pairs: Float64Array
  table: QuantizedTable
  layer: StaticLayer
}

/** Row r is `scales[r] * values[r]`: four bits a number, two numbers a byte, the first in the low half, plus 8. */
export interface QuantizedTable {
  rows: number
  /** A multiple of 32. */
  dims: number
  scales: Float32Array
  values: Uint8Array
}

/** h + relu(h·up + bias)·down; `up` has a row a hidden unit, `down` too: each unit's numbers stand together. */
export interface StaticLayer {
  hidden: number
  up: Float32Array
  bias: Float32Array
  down: Float32Array
}

export interface StaticManifest {
  kind: 'yingda-static-embedder'
  format: 1
  name: string
  version: string
  dims: number
  hidden: number
  pieces: number
  pairs: number
  /** SHA-256 of the two other files, hexadecimal. */
  files: Record<string, string>
  /** Teachers, corpus, settings and scores: for people and for comparing. */
  madeFrom: Record<string, unknown>
}

/** Dimensions, and hidden units, at most: so many products are summed up exactly (`static-kernel.ts`). */
export const MOST_UNITS = 1024

const MANIFEST = 'manifest.json'
const PIECES = 'pieces.tsv'
const WEIGHTS = 'weights.bin'
const FORMAT = 1

export function isStaticModel(folder: string): boolean {
  return existsSync(join(folder, MANIFEST)) && existsSync(join(folder, WEIGHTS))
}

/** Writes the three files into `folder`; returns the bytes of all. */
export function saveStaticModel(
  folder: string,
  model: Omit<StaticModel, 'hash' | 'manifest'> & { manifest: Pick<StaticManifest, 'name' | 'version' | 'madeFrom'> },
): number {
  mkdirSync(folder, { recursive: true })
  const { pieces, scores, pairs, table, layer } = model
  const pieceFile = Buffer.from(pieces.map((piece, i) => `${piece}\t${scores[i]!.toFixed(4)}\n`).join(''))
  const weights = Buffer.concat(
    [pairs, table.scales, table.values, half(layer.up), half(layer.bias), half(layer.down)].map(bytesOf),
  )
  const manifest: StaticManifest = {
    kind: 'yingda-static-embedder',
    format: FORMAT,
    name: model.manifest.name,
    version: model.manifest.version,
    dims: table.dims,
    hidden: layer.hidden,
    pieces: pieces.length,
    pairs: pairs.length,
    files: { [PIECES]: sha256(pieceFile), [WEIGHTS]: sha256(weights) },
    madeFrom: model.manifest.madeFrom,
  }
  const manifestFile = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  writeFileSync(join(folder, PIECES), pieceFile)
  writeFileSync(join(folder, WEIGHTS), weights)
  writeFileSync(join(folder, MANIFEST), manifestFile)
  return pieceFile.length + weights.length + manifestFile.length
}

/** What a model's folder says of itself, without its weights. Throws InvalidInput `embedder_directory_invalid`. */
export function readStaticManifest(directory: string): StaticManifest {
  const folder = resolve(directory)
  return parseManifest(folder, readIn(folder, MANIFEST).toString('utf8'))
}

/** Reads and checks a model's folder (about 0.1 s). Throws InvalidInput `embedder_directory_invalid`, naming the path. */
export function readStaticModel(directory: string): StaticModel {
  const folder = resolve(directory)
  const manifest = readStaticManifest(folder)
  const files: Record<string, Buffer> = { [PIECES]: readIn(folder, PIECES), [WEIGHTS]: readIn(folder, WEIGHTS) }
  for (const [file, bytes] of Object.entries(files)) {
    if (sha256(bytes) !== manifest.files[file]) refuse(folder, `has a ${file} that is not the one of its manifest`)
  }
  const lines = files[PIECES]!.toString('utf8')
    .split('\n')
    .slice(0, manifest.pieces)
    .map(line => line.split('\t'))
  return {
    manifest,
    hash: sha256(Buffer.from(JSON.stringify([manifest.files, FORMAT]))),
    pieces: lines.map(([piece]) => piece!),
    scores: Float32Array.from(lines, ([, score]) => Number(score)),
    ...unpack(files[WEIGHTS]!, manifest),
  }
}

function readIn(folder: string, file: string): Buffer {
  try {
    return readFileSync(join(folder, file))
  } catch (cause) {
    return refuse(folder, `has no readable ${file}`, cause)
  }
}

function parseManifest(folder: string, text: string): StaticManifest {
  let manifest: Partial<StaticManifest>
  try {
    manifest = JSON.parse(text) as Partial<StaticManifest>
  } catch (cause) {
    return refuse(folder, `has a ${MANIFEST} that cannot be read as JSON`, cause)
  }
  if (manifest.kind !== 'yingda-static-embedder') refuse(folder, `has a ${MANIFEST} of another kind`)
  if (manifest.format !== FORMAT) refuse(folder, `is of format ${manifest.format}; this version reads format ${FORMAT}`)
  for (const name of ['dims', 'hidden'] as const) {
    const size = manifest[name]
    if (!Number.isInteger(size) || size! < 1 || size! > MOST_UNITS)
      refuse(folder, `has ${size} as “${name}” in its ${MANIFEST}, where a whole number up to ${MOST_UNITS} belongs`)
  }
  return manifest as StaticManifest
}

function unpack(bytes: Buffer, { dims, hidden, pairs }: StaticManifest) {
  let at = 0
  const take = (length: number) => {
    at += length
    return bytes.buffer.slice(bytes.byteOffset + at - length, bytes.byteOffset + at)
  }
  const keys = new Float64Array(take(pairs * 8))
  const layerBytes = (2 * dims * hidden + hidden) * 2
  const rows = (bytes.length - at - layerBytes) / (4 + dims / 2)
  const scales = new Float32Array(take(rows * 4))
  const values = new Uint8Array(take((rows * dims) / 2))
  const up = whole(new Uint16Array(take(dims * hidden * 2)))
  const bias = whole(new Uint16Array(take(hidden * 2)))
  const down = whole(new Uint16Array(take(dims * hidden * 2)))
  return { pairs: keys, table: { rows, dims, scales, values }, layer: { hidden, up, bias, down } }
}

const bytesOf = (array: Float32Array | Float64Array | Uint8Array | Uint16Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** The upper halves of float32 numbers (bfloat16), rounded: the layer's weights need no more. */
function half(numbers: Float32Array): Uint16Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)
  return Uint16Array.from(bits, word => Math.min(0xffff, (word + 0x8000) >>> 16))
}

function whole(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, word => word << 16).buffer)
}

/** The largest number that four bits say. */
const MOST = 7

/** Four bits a number, each row with the scale of the least squared error: a few large numbers may be cut off. */
export function quantize(table: Float32Array, dims: number): QuantizedTable {
  const rows = table.length / dims
  const scales = new Float32Array(rows)
  const values = new Uint8Array((rows * dims) / 2)
  for (let r = 0; r < rows; r++) {
    const row = table.subarray(r * dims, (r + 1) * dims)
    const scale = bestScale(row)
    scales[r] = scale
    for (let i = 0; i < dims; i++) {
      const value = scale === 0 ? 0 : rounded(row[i]! / scale)
      values[(r * dims + i) >> 1]! |= (value + MOST + 1) << (i % 2 === 0 ? 0 : 4)
    }
  }
  return { rows, dims, scales, values }
}

/** The numbers again, row after row. */
export function dequantize({ rows, dims, scales, values }: QuantizedTable): Float32Array {
  return Float32Array.from({ length: rows * dims }, (_, i) => {
    const half = (values[i >> 1]! >> (i % 2 === 0 ? 0 : 4)) & 15
    return scales[Math.floor(i / dims)]! * (half - MOST - 1)
  })
}

function bestScale(row: Float32Array): number {
  const largest = row.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  let best = 0
  let least = Infinity
  for (let share = 0.5; share <= 1.001 && largest > 0; share += 0.05) {
    const scale = (largest * share) / MOST
    let error = 0
    for (const x of row) error += (x - scale * rounded(x / scale)) ** 2
    if (error < least) {
      least = error
      best = scale
    }
  }
  return best
}

const rounded = (x: number): number => Math.max(-MOST, Math.min(MOST, Math.round(x)))
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function refuse(folder: string, what: string, cause?: unknown): never {
  throw new InvalidInput('embedder_directory_invalid', `The embedder directory ${folder} ${what}.`, {
    remedy: 'Put the model back as it was published, or make a new one with `yingda model distil`.',
    value: folder,
    params: { path: folder },
    cause,
  })
}
