/** The labels that a tenant's agents sort conversations by. */
import { isUniqueViolation, type TenantDb, type TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { newId } from '../id.ts'

export interface NewLabel {
  name: string
  /** A name of the palette. */
  colour: string
}

export interface Label extends NewLabel {
  id: string
  /** Conversations that have it. */
  used: number
}

export async function listLabels(db: TenantQuery): Promise<Label[]> {
  const { rows } = await db.query<Label>(
    `SELECT l.id, l.name, l.colour, (SELECT count(*)::int FROM conversation_label c WHERE c.tenant_id = l.tenant_id
       AND c.label_id = l.id) AS used FROM label l WHERE l.tenant_id = $1 ORDER BY lower(l.name), l.id`,
    [db.tenantId],
  )
  return rows
}

/** @throws Conflict `label_name_taken`. */
export async function addLabel(db: TenantQuery, label: NewLabel): Promise<Label> {
  const id = newId()
  await named(label.name, () =>
    db.query('INSERT INTO label (tenant_id, id, name, colour) VALUES ($1, $2, $3, $4)', [
      db.tenantId,
      id,
      label.name,
      label.colour,
    ]),
  )
  return { id, ...label, used: 0 }
}

/** @throws NotFound `label_not_found`; Conflict `label_name_taken`. */
export async function changeLabel(db: TenantQuery, id: string, label: NewLabel): Promise<Label> {
  const { count } = await named(label.name, () =>
    db.query('UPDATE label SET name = $3, colour = $4 WHERE tenant_id = $1 AND id = $2', [
      db.tenantId,
      id,
      label.name,
      label.colour,
    ]),
  )
  if (count === 0) throw labelNotFound(id)
  return (await listLabels(db)).find(one => one.id === id) ?? { id, ...label, used: 0 }
}

/** Conversations that had it lose it. @throws NotFound `label_not_found`. */
export async function removeLabel(db: TenantDb, id: string): Promise<void> {
  const { count } = await db.query('DELETE FROM label WHERE tenant_id = $1 AND id = $2', [db.tenantId, id])
  if (count === 0) throw labelNotFound(id)
}

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'label_name')) throw error
    throw new Conflict('label_name_taken', 'A label of this name exists already.', {
      remedy: 'Use another name.',
      value: name,
    })
  }
}

const labelNotFound = (id: string): NotFound =>
  new NotFound('label_not_found', 'There is no such label.', { value: id })
