/** Intents and entities of files put into the database, with what that changed. */
import { isDeepStrictEqual } from 'node:util'
import { readEntities, upsertEntities } from '../src/admin/entities.ts'
import { type IntentContent, listIntents, upsertIntents } from '../src/admin/intents.ts'
import type { TenantDb } from '../src/db.ts'
import type { CustomEntity } from '../src/nlu/entities/custom-entity.ts'

export interface Counts {
  added: number
  changed: number
  same: number
}

/** Adds or replaces intents by name; others stay. */
export async function storeIntents(db: TenantDb, intents: readonly IntentContent[]): Promise<Counts> {
  const known = new Map((await listIntents(db)).map(({ id: _, updatedAt: __, ...intent }) => [intent.name, intent]))
  const fresh = intents.filter(intent => !isDeepStrictEqual(known.get(intent.name), intent))
  if (fresh.length > 0) await upsertIntents(db, fresh)
  const changed = fresh.filter(intent => known.has(intent.name)).length
  return { added: fresh.length - changed, changed, same: intents.length - fresh.length }
}

/** Adds or replaces entities by name; others stay. */
export async function storeEntities(db: TenantDb, entities: readonly CustomEntity[]): Promise<Counts> {
  const known = new Map((await readEntities(db)).map(entity => [entity.name, entity]))
  const fresh = entities.filter(entity => !isDeepStrictEqual(known.get(entity.name), entity))
  if (fresh.length > 0) await upsertEntities(db, fresh)
  const changed = fresh.filter(({ name }) => known.has(name)).length
  return { added: fresh.length - changed, changed, same: entities.length - fresh.length }
}

/** `3 added, 1 changed, 20 the same` */
export const describeCounts = ({ added, changed, same }: Counts): string =>
  `${added} added, ${changed} changed, ${same} the same`
