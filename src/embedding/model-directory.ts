import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { InvalidInput } from '../errors.ts'
import type { Language } from '../message.ts'

/** What must be known of a sentence-embedding model to use it as it was trained. */
export interface ModelDirectory {
  /** Absolute path. */
  path: string
  /** The folder's name. */
  name: string
  pooling: 'cls' | 'mean'
  dtype: 'q8' | 'fp32'
  /** Length of the vectors. */
  dims: number
  /** The only language it was made for, told by its vocabulary; undefined for many. */
  language: Language | undefined
  /** Put before a text, by its side. */
  prefix: { query: string; passage: string }
  /** SHA-256, hexadecimal, of the files, in the order of FILES. */
  hash: string
}

interface Config {
  model_type?: string
  hidden_size?: number
  num_hidden_layers?: number
  vocab_size?: number
}

const QUANTIZED = 'onnx/model_quantized.onnx'
const FULL = 'onnx/model.onnx'
const TEXT_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json']
const POOLING_FILE = '1_Pooling/config.json'
const BGE_ZH = '为这个句子生成表示以用于检索相关文章：'
const BGE_EN = 'Represent this sentence for searching relevant passages: '
/** Sizes of BERT's own vocabularies, which the models for one language keep. */
const ZH_VOCABULARY = 21_128
const EN_VOCABULARY = 30_522
const NO_PREFIX = { query: '', passage: '' }

/**
 * Reads and checks a directory in transformers.js layout: config.json, tokenizer.json, tokenizer_config.json and
 * onnx/model_quantized.onnx or onnx/model.onnx. Throws InvalidInput `embedder_directory_invalid`, naming the path.
 */
export async function readModelDirectory(directory: string): Promise<ModelDirectory> {
  const looked = await lookIntoModelDirectory(directory)
  const weights = looked.dtype === 'q8' ? QUANTIZED : FULL
  return { ...looked, hash: await hashFiles(looked.path, [...TEXT_FILES, weights]) }
}

/** The same checks without reading the weights: a moment, whatever their size. */
export async function lookIntoModelDirectory(directory: string): Promise<Omit<ModelDirectory, 'hash'>> {
  const path = resolve(directory)
  const isDirectory = await stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
  if (!isDirectory) refuse(path, 'does not exist or is not a directory')
  for (const file of TEXT_FILES) if (!(await exists(join(path, file)))) refuse(path, `has no ${file}`)
  const quantized = await exists(join(path, QUANTIZED))
  if (!quantized && !(await exists(join(path, FULL)))) refuse(path, `has neither ${QUANTIZED} nor ${FULL}`)
  const config = await readJson<Config>(path, 'config.json')
  if (!Number.isInteger(config.hidden_size)) refuse(path, 'names no hidden_size in its config.json')
  const name = basename(path)
  const family = familyOf(name, config)
  const pooling = (await statedPooling(path)) ?? family.pooling
  if (pooling === undefined) refuse(path, `is of an unknown kind and has no ${POOLING_FILE} that names its pooling`)
  return {
    path,
    name,
    pooling,
    dtype: quantized ? 'q8' : 'fp32',
    dims: config.hidden_size!,
    language: languageOf(config),
    prefix: family.prefix,
  }
}

/** Pooling and prefixes of the families known; the folder's name comes first, for bge and MiniLM have the same architecture. */
function familyOf(name: string, config: Config): Pick<ModelDirectory, 'prefix'> & { pooling?: 'cls' | 'mean' } {
  const lower = name.toLowerCase()
  const shape = `${config.hidden_size}/${config.num_hidden_layers}`
  if (config.model_type?.startsWith('use')) return { pooling: 'cls', prefix: NO_PREFIX }
  if (lower.includes('bge-m3')) return { pooling: 'cls', prefix: NO_PREFIX }
  if (lower.includes('bge') || (config.model_type === 'bert' && (shape === '512/4' || shape === '384/12'))) {
    return { pooling: 'cls', prefix: { query: config.vocab_size === ZH_VOCABULARY ? BGE_ZH : BGE_EN, passage: '' } }
  }
  if (/(^|[-_])e5([-_]|$)/.test(lower)) return { pooling: 'mean', prefix: { query: 'query: ', passage: 'passage: ' } }
  if (lower.includes('minilm') || (config.model_type === 'bert' && shape === '384/6')) {
    return { pooling: 'mean', prefix: NO_PREFIX }
  }
  return { prefix: NO_PREFIX }
}

function languageOf({ vocab_size }: Config): ModelDirectory['language'] {
  if (vocab_size === ZH_VOCABULARY) return 'zh'
  return vocab_size === EN_VOCABULARY ? 'en' : undefined
}

/** What sentence-transformers wrote beside the model, where it is there. */
async function statedPooling(path: string): Promise<'cls' | 'mean' | undefined> {
  if (!(await exists(join(path, POOLING_FILE)))) return undefined
  const stated = await readJson<Record<string, unknown>>(path, POOLING_FILE)
  if (stated.pooling_mode_cls_token === true) return 'cls'
  return stated.pooling_mode_mean_tokens === true ? 'mean' : undefined
}

async function hashFiles(path: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(`${file}\n`)
    for await (const chunk of createReadStream(join(path, file))) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

async function readJson<T>(path: string, file: string): Promise<T> {
  try {
    return JSON.parse(await readFile(join(path, file), 'utf8')) as T
  } catch (cause) {
    return refuse(path, `has a ${file} that cannot be read as JSON`, cause)
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

function refuse(path: string, what: string, cause?: unknown): never {
  throw new InvalidInput('embedder_directory_invalid', `The embedder directory ${path} ${what}.`, {
    remedy:
      'Point the embedder setting at a directory in transformers.js layout (config.json, tokenizer.json, onnx/model_quantized.onnx), or leave it out to run without an embedder.',
    value: path,
    params: { path },
    cause,
  })
}
