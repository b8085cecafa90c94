/** Passwords at rest: scrypt (RFC 7914) with a salt each, in the parameters of OWASP's Password Storage Cheat Sheet. */
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { InvalidInput } from '../errors.ts'

/** What a hash costs who makes it, and who guesses: N is memory and time, r the block, p how often it is done. */
export interface PasswordCost {
  N: number
  r: number
  p: number
}

export const PASSWORD_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 }
const MEMORY_AT_MOST = 64 * 1024 * 1024
const KEY_BYTES = 32
const SALT_BYTES = 16
export const PASSWORD_AT_LEAST = 10
const PASSWORD_AT_MOST = 200
/** Without look-alikes (0 O 1 l I), so that a password can be read out. 57^20 is 116 bits. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const GENERATED_LENGTH = 20

/** Stored where somebody was invited and has chosen none yet: no password is right. */
export const NO_PASSWORD = '!'

export interface Passwords {
  /** @throws InvalidInput `password_weak`. */
  hash(password: string): Promise<string>
  /** Compares in constant time; costs the same where there is no agent, or no password, as with one. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

export function createPasswords(cost: PasswordCost = PASSWORD_COST): Passwords {
  // Verifying against it takes as long as against a real one, so that sign-in does not tell which e-mails exist.
  const dummy = written(cost, Buffer.alloc(SALT_BYTES), Buffer.alloc(KEY_BYTES, 1))
  return {
    hash: password => hashAt(cost, password),
    async verify(password, hash) {
      const isReal = hash?.startsWith('scrypt$') === true
      return (await matches(password, isReal ? hash : dummy)) && isReal
    },
  }
}

async function hashAt(cost: PasswordCost, password: string): Promise<string> {
  if (password.length < PASSWORD_AT_LEAST || password.length > PASSWORD_AT_MOST) {
    throw new InvalidInput('password_weak', `A password has ${PASSWORD_AT_LEAST} to ${PASSWORD_AT_MOST} characters.`, {
      remedy: 'Choose a longer one, for instance four random words.',
      params: { atLeast: PASSWORD_AT_LEAST },
    })
  }
  const salt = randomBytes(SALT_BYTES)
  return written(cost, salt, await derive(password, salt, KEY_BYTES, cost))
}

async function matches(password: string, hash: string): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = hash.split('$')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const expected = Buffer.from(key, 'base64')
  const given = await derive(password.slice(0, PASSWORD_AT_MOST), Buffer.from(salt, 'base64'), expected.length, cost)
  return timingSafeEqual(given, expected)
}

const written = ({ N, r, p }: PasswordCost, salt: Buffer, key: Buffer): string =>
  `scrypt$${N}$${r}$${p}$${salt.toString('base64')}$${key.toString('base64')}`

const scryptAsync = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
const derive = (password: string, salt: Buffer, bytes: number, cost: PasswordCost): Promise<Buffer> =>
  scryptAsync(password, salt, bytes, { ...cost, maxmem: MEMORY_AT_MOST })

/** A password for a new agent, shown once. */
export function generatePassword(): string {
  return Array.from({ length: GENERATED_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}
