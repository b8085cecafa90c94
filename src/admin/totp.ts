/** One-time codes by the clock (TOTP, RFC 6238) as every authenticator app makes them: SHA-1, six digits, 30 s. Pure. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const STEP_SECONDS = 30
const DIGITS = 6
/** RFC 4226 asks for 128 bits at least and recommends 160. */
const SECRET_BYTES = 20
/** The step before and after: clocks differ, and typing takes time (RFC 6238, 5.2). */
const WINDOW = 1
/** RFC 4648, as the apps expect it. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES)

/** The code of a time step; six digits. */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.at(-1)! & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The time step whose code this is, at this time (ms since 1970); undefined for a wrong one. */
export function stepOf(secret: Uint8Array, code: string, now: number): number | undefined {
  const here = Math.floor(now / 1000 / STEP_SECONDS)
  let found: number | undefined
  for (let step = here - WINDOW; step <= here + WINDOW; step++) if (isSame(codeAt(secret, step), code)) found = step
  return found
}

/** What an authenticator app reads from the QR code. */
export function otpauthUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`
}

export function toBase32(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map(five => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
