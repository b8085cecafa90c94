/** The sentence models that this machine has, by the names that people choose them by. */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SentenceModel } from '../embedder.ts'
import { YingdaError } from '../errors.ts'
import { lookIntoModelDirectory } from './model-directory.ts'
import { BUILT_IN, BUILT_IN_NAME } from './open.ts'
import { isStaticModel, readStaticManifest } from './static-model.ts'

export interface Installed {
  /** Of one folder, or of two as the hub has them: `owner/model`. */
  name: string
  /** For `openPart`; it is never shown. */
  folder: string
  origin: SentenceModel['origin']
}

/**
 * Our own model, those below the folder `models` of the data directory, and those that the setting names. A name is only
 * ever looked up in this list: nobody's words become a path.
 */
export async function listInstalled(modelsDir: string, configured: readonly string[]): Promise<Installed[]> {
  const builtIn: Installed = { name: BUILT_IN_NAME, folder: BUILT_IN_NAME, origin: 'built-in' }
  const found = [builtIn, ...(await listPulled(modelsDir))]
  for (const folder of configured) {
    if (found.some(one => one.folder === folder)) continue
    const names = [basename(folder), `${basename(dirname(folder))}/${basename(folder)}`]
    const name = names.find(wanted => found.every(one => one.name !== wanted))
    if (name !== undefined) found.push({ name, folder, origin: 'configured' })
  }
  return found
}

async function listPulled(modelsDir: string): Promise<Installed[]> {
  const found: Installed[] = []
  for (const owner of await foldersIn(modelsDir)) {
    const folder = join(modelsDir, owner)
    if (await isModel(folder)) found.push({ name: owner, folder, origin: 'pulled' })
    else for (const name of await foldersIn(folder)) found.push(...(await pulled(owner, name, join(folder, name))))
  }
  return found.filter(({ name }) => name !== BUILT_IN_NAME && !name.includes(','))
}

async function pulled(owner: string, name: string, folder: string): Promise<Installed[]> {
  return (await isModel(folder)) ? [{ name: `${owner}/${name}`, folder, origin: 'pulled' }] : []
}

/** In the order of the alphabet; none where the folder is not there. */
async function foldersIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const folders: string[] = []
  for (const name of names.sort()) if (!name.startsWith('.') && (await isFolder(join(folder, name)))) folders.push(name)
  return folders
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )

/** Also one that came in part: then it says what is missing. */
async function isModel(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => [])
  return ['config.json', 'manifest.json', 'onnx'].some(name => names.includes(name))
}

/** What can be told of a model without opening it. */
export async function describeInstalled({ name, folder, origin }: Installed): Promise<SentenceModel> {
  const path = folder === BUILT_IN_NAME ? BUILT_IN : folder
  const bytes = await bytesIn(path)
  try {
    const facts = await factsOf(path)
    return { name, origin, bytes, ...facts, ...(origin === 'built-in' && { languages: ['zh', 'en'] }) }
  } catch (error) {
    if (!(error instanceof YingdaError)) throw error
    // Where the folder stands is nobody's business.
    return { name, origin, bytes, problem: error.message.replaceAll(path, name) }
  }
}

async function factsOf(path: string): Promise<Pick<SentenceModel, 'kind' | 'languages' | 'dims'>> {
  if (isStaticModel(path)) return { kind: 'static', dims: readStaticManifest(path).dims }
  const { dims, language } = await lookIntoModelDirectory(path)
  return { kind: 'transformers', dims, ...(language && { languages: [language] }) }
}

/** Of what is used, not of what lies beside it: a folder cloned from a hub may hold a dozen formats. */
async function bytesIn(path: string): Promise<number> {
  const sizes = await Promise.all(
    USED.map(file =>
      stat(join(path, file)).then(
        found => found.size,
        () => 0,
      ),
    ),
  )
  const [quantized = 0, full = 0, ...others] = sizes
  return others.reduce((sum, size) => sum + size, quantized > 0 ? quantized : full)
}

const USED = [
  'onnx/model_quantized.onnx',
  'onnx/model.onnx',
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'manifest.json',
  'pieces.tsv',
  'weights.bin',
]
