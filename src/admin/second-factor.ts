/** A second factor beside the password: codes of an authenticator app, and recovery codes for when the phone is gone. */
import { createHash, randomBytes } from 'node:crypto'
import type { Db, TenantDb } from '../db.ts'
import { Conflict, InvalidInput } from '../errors.ts'
import type { Agent } from './agent.store.ts'
import {
  confirmFactor,
  countRecoveryCodes,
  listFactors,
  proposeFactor,
  readFactor,
  removeFactor,
  replaceRecoveryCodes,
  takeRecoveryCode,
  takeStep,
} from './second-factor.store.ts'
import { createSecretBox } from './secret-box.ts'
import { settleFactor } from './session.store.ts'
import { demandsFactor } from './sign-in-rules.ts'
import { newSecret, otpauthUri, stepOf, toBase32 } from './totp.ts'

const ISSUER = 'Yingda'
const RECOVERY_CODES = 10
/** 80 bits: `abcd-efgh-jkmn-pqrs`. */
const RECOVERY_BYTES = 10

type Owner = Pick<Agent, 'tenantId' | 'id' | 'email'>

export type SecondFactors = ReturnType<typeof createSecondFactors>

export function createSecondFactors({ db, now = Date.now }: { db: Db; now?: () => number }) {
  const box = createSecretBox(db)
  const tenantOf = (owner: Owner): TenantDb => db.tenant(owner.tenantId)

  async function stepFor(owner: Owner, sealed: Uint8Array, code: string): Promise<number | undefined> {
    return stepOf(await box.open(sealed, owner.id), code, now())
  }

  /** True for the code of now that was not used before, or an unused recovery code. */
  async function take(owner: Owner, code: string): Promise<boolean> {
    const tenant = tenantOf(owner)
    const factor = await readFactor(tenant, owner.id)
    if (factor === undefined) return false
    const plain = code.replace(/[\s-]/g, '').toLowerCase()
    if (!/^\d{6}$/.test(plain)) return takeRecoveryCode(tenant, owner.id, hashOf(plain))
    const step = await stepFor(owner, factor.secret, plain)
    return step !== undefined && takeStep(tenant, owner.id, step)
  }

  /** A new secret, shown to its owner; nothing is asked for until `confirm`. @throws Conflict `second_factor_there`. */
  async function propose(owner: Owner): Promise<{ secret: string; uri: string }> {
    const secret = newSecret()
    if (!(await proposeFactor(tenantOf(owner), owner.id, await box.seal(secret, owner.id)))) throw thereAlready()
    return { secret: toBase32(secret), uri: otpauthUri(secret, ISSUER, owner.email) }
  }

  /** The app shows right codes: from now on they are asked for, and the session owes nothing. @throws InvalidInput `second_factor_code_wrong`. */
  async function confirm(owner: Owner & { sessionId: string }, code: string): Promise<{ recoveryCodes: string[] }> {
    const factor = await readFactor(tenantOf(owner), owner.id)
    if (factor?.confirmed) throw thereAlready()
    const step = factor && (await stepFor(owner, factor.secret, code.replace(/\s/g, '')))
    if (step === undefined) throw codeWrong()
    const recoveryCodes = newRecoveryCodes()
    await tenantOf(owner).transaction(async tx => {
      if (!(await takeStep(tx, owner.id, step))) throw codeWrong()
      await confirmFactor(tx, owner.id)
      await settleFactor(tx, owner.id, owner.sessionId)
      await replaceRecoveryCodes(tx, owner.id, recoveryCodes.map(hashOf))
    })
    return { recoveryCodes }
  }

  /** In place of the codes before. @throws Conflict `second_factor_missing`. */
  async function renewCodes(owner: Owner): Promise<{ recoveryCodes: string[] }> {
    if (!(await isOn(owner))) throw missing()
    const recoveryCodes = newRecoveryCodes()
    await tenantOf(owner).transaction(tx => replaceRecoveryCodes(tx, owner.id, recoveryCodes.map(hashOf)))
    return { recoveryCodes }
  }

  /** He does not want it any more. @throws Conflict `second_factor_demanded`. */
  async function removeOwn({ tenantId, id, role }: Agent): Promise<void> {
    const tenant = db.tenant(tenantId)
    if (await demandsFactor(tenant, role)) throw demanded()
    await tenant.transaction(tx => removeFactor(tx, id))
  }

  const isOn = async (owner: Pick<Agent, 'tenantId' | 'id'>): Promise<boolean> =>
    (await readFactor(db.tenant(owner.tenantId), owner.id))?.confirmed === true

  return {
    take,
    propose,
    confirm,
    renewCodes,
    isOn,
    removeOwn,
    /** False where there was none. */
    remove: (tenantId: string, agentId: string): Promise<boolean> =>
      db.tenant(tenantId).transaction(tx => removeFactor(tx, agentId)),
    /** Ids of the agents who have one. */
    holders: (tenantId: string): Promise<Set<string>> => listFactors(db.tenant(tenantId)),
    codesLeft: (owner: Owner): Promise<number> => countRecoveryCodes(tenantOf(owner), owner.id),
  }
}

/** Letters and digits that nobody confuses: Crockford's base 32, in lower case. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const bits = [...randomBytes(RECOVERY_BYTES)].map(byte => byte.toString(2).padStart(8, '0')).join('')
    const letters = (bits.match(/.{5}/g) ?? []).map(five => LETTERS[Number.parseInt(five, 2)]).join('')
    return (letters.match(/.{4}/g) ?? []).join('-')
  })
}

const hashOf = (code: string): string => createHash('sha256').update(code.replaceAll('-', '')).digest('hex')

const codeWrong = (): InvalidInput =>
  new InvalidInput('second_factor_code_wrong', 'This code is not right, or was used already.', {
    remedy: 'Wait for the next code in the app; check that the phone’s clock is right.',
    params: { field: 'code' },
  })

const thereAlready = (): Conflict =>
  new Conflict('second_factor_there', 'The second factor is on already.', { remedy: 'Turn it off first.' })

const demanded = (): Conflict =>
  new Conflict('second_factor_demanded', 'Your role demands a second factor.', {
    remedy: 'For a new phone, ask an administrator to reset it.',
  })

const missing = (): Conflict =>
  new Conflict('second_factor_missing', 'There is no second factor.', { remedy: 'Turn it on first.' })
