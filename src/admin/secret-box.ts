/**
 * Seals small secrets that must be read again (AES-256-GCM) with a key of this installation, made at random when it is
 * first needed and kept in `server_secret` beside the one that signs visitors' tokens. A stolen table opens nothing;
 * a stolen database, or backup, has the key too.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type Db, one } from '../db.ts'

const NAME = 'second_factor'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface SecretBox {
  /** `place` binds it to its row: moved into another one, it does not open. */
  seal(secret: Uint8Array, place: string): Promise<Buffer>
  /** @throws Error where it was changed or moved. */
  open(sealed: Uint8Array, place: string): Promise<Buffer>
}

export function createSecretBox(db: Db): SecretBox {
  let key: Promise<Buffer> | undefined
  const ready = () => {
    key ??= readKey(db)
    return key
  }
  return {
    async seal(secret, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', await ready(), nonce).setAAD(Buffer.from(place))
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
    },
    async open(sealed, place) {
      const bytes = Buffer.from(sealed)
      const opener = createDecipheriv('aes-256-gcm', await ready(), bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      opener.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES))
      return Buffer.concat([opener.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), opener.final()])
    },
  }
}

async function readKey(db: Db): Promise<Buffer> {
  await db.query('INSERT INTO server_secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    NAME,
    randomBytes(32),
  ])
  const rows = await db.query<{ value: Uint8Array }>('SELECT value FROM server_secret WHERE name = $1', [NAME])
  return Buffer.from(one(rows).value)
}
