/** A tenant's own entities: one row, and the YAML files they are imported from. */
import Type from 'typebox'
import type { TenantDb, TenantQuery } from '../db.ts'
import { InvalidInput } from '../errors.ts'
import { compileEntities } from '../nlu/entities/custom-entities.ts'
import { CustomEntities, CustomEntity } from '../nlu/entities/custom-entity.ts'
import { BUILT_IN_KINDS } from '../nlu/understanding.ts'
import { readSetting, writeSetting } from '../setting.ts'
import { yamlList } from './yaml-list.ts'

/** What may be set: all entities of a tenant at once. */
export const EntitySettings = Type.Object({ entities: CustomEntities })
/** The kinds that are found without being declared. */
export const SHIPPED_KINDS = BUILT_IN_KINDS

const KEY = 'entities'
const readList = yamlList('entities', 'entity', CustomEntity, 'See docs/entities.md for the format.')

export async function readEntities(db: TenantQuery): Promise<CustomEntity[]> {
  return (await readSetting<CustomEntity[]>(db, KEY)) ?? []
}

/** Puts these in the place of all. @throws InvalidInput as `compileEntities` does: then nothing is stored. */
export async function writeEntities(db: TenantQuery, entities: readonly CustomEntity[]): Promise<void> {
  compileEntities(entities)
  await writeSetting(db, KEY, entities)
}

/** Adds entities, or puts them in the place of those of the same name. @throws InvalidInput as `compileEntities` does. */
export async function upsertEntities(db: TenantDb, entities: readonly CustomEntity[]): Promise<void> {
  await db.transaction(async tx => {
    const names = new Set(entities.map(({ name }) => name))
    const others = (await readEntities(tx)).filter(({ name }) => !names.has(name))
    await writeEntities(tx, [...others, ...entities])
  })
}

/**
 * Reads the list `entities:` of a file, which may stand beside `intents:`; none where there is no such list.
 * @throws InvalidInput `file_empty`, `yaml_broken` or `entity_malformed`, naming the file, the line and the value; what
 * `compileEntities` throws, naming the file.
 */
export function parseEntities(file: string, text: string): CustomEntity[] {
  const entities = readList(file, text) ?? []
  try {
    compileEntities(entities)
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const { code, message, remedy = '', value, params } = error
    throw new InvalidInput(code, `${file}: ${message}`, { remedy, value, params: { ...params, file }, cause: error })
  }
  return entities
}
