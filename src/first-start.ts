/** What a new installation gets: a tenant with an inbox, the sample knowledge, a trained model, one administrator. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Agents } from './admin/agents.ts'
import { parseEntities, upsertEntities } from './admin/entities.ts'
import { parseIntents, upsertIntents } from './admin/intents.ts'
import { KNOWLEDGE_ENDINGS, type KnowledgeAdmin, parseKnowledgeFile } from './admin/knowledge.ts'
import { addFirstOwner, addTenant, findFirstTenant, type TenantHome } from './admin/tenants.ts'
import type { Training } from './admin/training.ts'
import type { Db } from './db.ts'
import { readActiveModel } from './nlu/model.store.ts'
import { countKnowledge } from './retrieval/knowledge.store.ts'

export const SAMPLE_FOLDER = fileURLToPath(new URL('../knowledge', import.meta.url))
const SAMPLE_PARTS = ['faq', 'articles']

export interface FirstStartDeps {
  db: Db
  agents: Agents
  knowledge: KnowledgeAdmin
  training: Training
  /** A line of progress for the person who waits. */
  say(line: string): void
}

export interface Prepared extends TenantHome {
  /** Only at the very first start: to be shown once. */
  owner: { email: string; password: string } | undefined
}

/** Each step looks whether it is done, so that a start that was cut off goes on where it stopped. */
export async function prepareFirstStart(deps: FirstStartDeps): Promise<Prepared> {
  const { db, agents, knowledge, training, say } = deps
  const home = (await findFirstTenant(db)) ?? (await addTenant(db, 'Qinghe'))
  const tenant = db.tenant(home.tenantId)
  if ((await countKnowledge(tenant)).documents === 0) {
    const documents = SAMPLE_PARTS.flatMap(part => readKnowledge(join(SAMPLE_FOLDER, part)))
    const { added } = await knowledge.import(home.tenantId, documents)
    say(`Imported the sample knowledge: ${added} documents.`)
  }
  if ((await readActiveModel(tenant)) === undefined) {
    await upsertIntents(tenant, readIntents(join(SAMPLE_FOLDER, 'intents')))
    await upsertEntities(tenant, readEntityFiles(join(SAMPLE_FOLDER, 'intents')))
    const { report, manifest } = await training.run(home.tenantId)
    const accuracy = (100 * report.accuracy).toFixed(1)
    say(
      `Trained ${manifest.intents.length} intents on ${manifest.utterances} utterances: ${accuracy} % in cross-validation.`,
    )
  }
  const owner = (await agents.list(home.tenantId)).length === 0 ? await addFirstOwner(agents, home.tenantId) : undefined
  return { ...home, owner }
}

/** Every knowledge file in a folder and its subfolders. @throws InvalidInput naming file and line. */
export function readKnowledge(folder: string): ReturnType<typeof parseKnowledgeFile> {
  return filesUnder(folder)
    .filter(file => KNOWLEDGE_ENDINGS.some(ending => file.endsWith(ending)))
    .flatMap(file => parseKnowledgeFile(relative(process.cwd(), file), readFileSync(file, 'utf8')))
}

/** Every intent of the YAML files in a folder. @throws InvalidInput naming file and line. */
export function readIntents(folder: string): ReturnType<typeof parseIntents> {
  return readYaml(folder, parseIntents)
}

/** Every entity of the YAML files in a folder. @throws InvalidInput naming file and line. */
function readEntityFiles(folder: string): ReturnType<typeof parseEntities> {
  return readYaml(folder, parseEntities)
}

function readYaml<T>(folder: string, parse: (file: string, text: string) => T[]): T[] {
  return filesUnder(folder)
    .filter(file => /\.ya?ml$/.test(file))
    .flatMap(file => parse(relative(process.cwd(), file), readFileSync(file, 'utf8')))
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
