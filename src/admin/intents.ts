/** Intents and their utterances: rows, schema and the YAML files they are imported from. */
import Type, { type Static } from 'typebox'
import { isUniqueViolation, json, one, type TenantDb, type TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import type { TrainingLine } from '../nlu/training-line.ts'
import { parseEntities } from './entities.ts'
import { malformed, yamlList } from './yaml-list.ts'

const Text = (maxLength: number) => Type.String({ maxLength })
const Utterances = Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 5000 })

export const IntentContent = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9_]{1,59}$', description: 'Stable, snake_case.' }),
    title: Type.Object({ zh: Text(100), en: Text(100) }, { additionalProperties: false }),
    kind: Type.Union([
      Type.Literal('answer'),
      Type.Literal('small_talk'),
      Type.Literal('handoff'),
      Type.Literal('none'),
    ]),
    sensitive: Type.Boolean(),
    answer: Type.Object({ zh: Text(4000), en: Text(4000) }, { additionalProperties: false }),
    utterances: Type.Object({ zh: Utterances, en: Utterances }, { additionalProperties: false }),
  },
  { additionalProperties: false },
)
export type IntentContent = Static<typeof IntentContent>

export interface Intent extends IntentContent {
  id: string
  updatedAt: string
}

interface IntentRow extends Omit<IntentContent, never> {
  id: string
  updated_at: Date
}

const COLUMNS = 'id, name, title, kind, sensitive, answer, utterances, updated_at'
const toIntent = ({ updated_at, ...rest }: IntentRow): Intent => ({ ...rest, updatedAt: updated_at.toISOString() })
const values = (intent: IntentContent): unknown[] => [
  intent.name,
  json(intent.title),
  intent.kind,
  intent.sensitive,
  json(intent.answer),
  json(intent.utterances),
]

export async function listIntents(db: TenantQuery): Promise<Intent[]> {
  const { rows } = await db.query<IntentRow>(`SELECT ${COLUMNS} FROM intent WHERE tenant_id = $1 ORDER BY name`, [
    db.tenantId,
  ])
  return rows.map(toIntent)
}

/** @throws Conflict `intent_exists`. */
export async function insertIntent(db: TenantQuery, intent: IntentContent): Promise<Intent> {
  return guardName(intent.name, async () =>
    toIntent(
      one(
        await db.query<IntentRow>(
          `INSERT INTO intent (tenant_id, id, name, title, kind, sensitive, answer, utterances)
           VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7::jsonb, $8::jsonb) RETURNING ${COLUMNS}`,
          [db.tenantId, newId(), ...values(intent)],
        ),
      ),
    ),
  )
}

/** @throws NotFound `intent_not_found`; Conflict `intent_exists` when renamed to one that is there. */
export async function updateIntent(db: TenantQuery, id: string, intent: IntentContent): Promise<Intent> {
  const { rows } = await guardName(intent.name, () =>
    db.query<IntentRow>(
      `UPDATE intent SET name = $3, title = $4::jsonb, kind = $5, sensitive = $6, answer = $7::jsonb,
         utterances = $8::jsonb, updated_at = now() WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [db.tenantId, id, ...values(intent)],
    ),
  )
  if (rows[0] === undefined) throw notFound(id)
  return toIntent(rows[0])
}

/** @throws NotFound `intent_not_found`. */
export async function deleteIntent(db: TenantQuery, id: string): Promise<void> {
  const { count } = await db.query('DELETE FROM intent WHERE tenant_id = $1 AND id = $2', [db.tenantId, id])
  if (count === 0) throw notFound(id)
}

/** Adds intents, or puts them in the place of those of the same name. */
export async function upsertIntents(db: TenantDb, intents: readonly IntentContent[]): Promise<void> {
  await db.transaction(async tx => {
    for (const intent of intents) {
      await tx.query(
        `INSERT INTO intent (tenant_id, id, name, title, kind, sensitive, answer, utterances)
         VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7::jsonb, $8::jsonb)
         ON CONFLICT (tenant_id, name) DO UPDATE SET title = excluded.title, kind = excluded.kind,
           sensitive = excluded.sensitive, answer = excluded.answer, utterances = excluded.utterances, updated_at = now()`,
        [tx.tenantId, newId(), ...values(intent)],
      )
    }
  })
}

/** What a model is trained on: every utterance, in a stable order. */
export function trainingLines(intents: readonly IntentContent[]): TrainingLine[] {
  const sorted = [...intents].sort((a, b) => (a.name < b.name ? -1 : 1))
  return sorted.flatMap(intent =>
    (['zh', 'en'] as const).flatMap(language =>
      intent.utterances[language].map(text => ({ text, intent: intent.name, language })),
    ),
  )
}

const FORMAT = 'See knowledge/README.md for the format.'
const readIntents = yamlList('intents', 'intent', IntentContent, FORMAT)

/**
 * Reads a file of intents (`intents:` a list of `IntentContent`); one with `entities:` alone has none.
 * @throws InvalidInput `file_empty`, `yaml_broken` or `intent_malformed`, naming the file, the line and the value.
 */
export function parseIntents(file: string, text: string): IntentContent[] {
  const intents = readIntents(file, text)
  if (intents !== undefined) return intents
  if (parseEntities(file, text).length > 0) return []
  throw malformed(file, 1, 'intent', 'there is no list “intents:” and no list “entities:”', undefined, FORMAT)
}

async function guardName<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'intent_name')) throw error
    throw new Conflict('intent_exists', `There is an intent ${name} already.`, {
      remedy: 'Choose another name, or edit that one.',
      value: name,
    })
  }
}

const notFound = (id: string): NotFound => new NotFound('intent_not_found', 'There is no such intent.', { value: id })
