/** Pictures of agents. A picture never changes: another one has another id. */
import { type Db, one, type TenantDb } from '../db.ts'
import { InvalidInput, NotFound, TooLarge } from '../errors.ts'
import { newId } from '../id.ts'
import { type ImageHead, readImageHead } from './image-type.ts'

export const AVATAR_BYTES = 256 * 1024
/** Larger ones cost whoever looks at them his memory, however small the file. */
const MOST_PIXELS_A_SIDE = 2048

export interface Avatar {
  type: ImageHead['type']
  bytes: Buffer
}

/** @throws InvalidInput `avatar_not_image`; TooLarge `avatar_too_large`; NotFound `agent_not_found`. Returns its id. */
export function setAvatar(db: TenantDb, agentId: string, bytes: Buffer): Promise<string> {
  const { type } = check(bytes)
  return db.transaction(async tx => {
    const id = newId()
    const { count } = await tx.query('UPDATE agent SET avatar_id = $3 WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      agentId,
      id,
    ])
    if (count === 0) throw agentNotFound(agentId)
    await tx.query('DELETE FROM agent_avatar WHERE tenant_id = $1 AND agent_id = $2', [tx.tenantId, agentId])
    await tx.query('INSERT INTO agent_avatar (tenant_id, id, agent_id, type, bytes) VALUES ($1, $2, $3, $4, $5)', [
      tx.tenantId,
      id,
      agentId,
      type,
      bytes,
    ])
    return id
  })
}

/** @throws NotFound `agent_not_found`. */
export function removeAvatar(db: TenantDb, agentId: string): Promise<void> {
  return db.transaction(async tx => {
    const { count } = await tx.query('UPDATE agent SET avatar_id = NULL WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      agentId,
    ])
    if (count === 0) throw agentNotFound(agentId)
    await tx.query('DELETE FROM agent_avatar WHERE tenant_id = $1 AND agent_id = $2', [tx.tenantId, agentId])
  })
}

/** By its id, across tenants: visitors see it. @throws NotFound `avatar_not_found`. */
export async function findAvatar(db: Db, id: string): Promise<Avatar> {
  const found = await db.query<{ type: Avatar['type']; bytes: Uint8Array }>(
    'SELECT type, bytes FROM agent_avatar WHERE id = $1',
    [id],
  )
  if (found.rows.length === 0) throw new NotFound('avatar_not_found', 'There is no such picture.', { value: id })
  const { type, bytes } = one(found)
  return { type, bytes: Buffer.from(bytes) }
}

function check(bytes: Buffer): ImageHead {
  if (bytes.length > AVATAR_BYTES) throw tooLarge(`it has ${Math.ceil(bytes.length / 1024)} kB`)
  const head = readImageHead(bytes)
  if (head === undefined || head.width === 0 || head.height === 0) throw notImage()
  if (Math.max(head.width, head.height) > MOST_PIXELS_A_SIDE) throw tooLarge(`it is ${head.width} × ${head.height}`)
  return head
}

const tooLarge = (what: string): TooLarge =>
  new TooLarge('avatar_too_large', `The picture is too large: ${what}.`, {
    remedy: `Use one of at most ${AVATAR_BYTES / 1024} kB and ${MOST_PIXELS_A_SIDE} pixels a side.`,
  })

const notImage = (): InvalidInput =>
  new InvalidInput('avatar_not_image', 'This is not a PNG, JPEG or WebP picture.', {
    remedy: 'Save the picture as one of these and try again.',
  })

const agentNotFound = (id: string): NotFound =>
  new NotFound('agent_not_found', 'There is no such agent.', { value: id })
