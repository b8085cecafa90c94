/** What a tenant demands of those who sign in. */
import Type, { type Static } from 'typebox'
import type { TenantQuery } from '../db.ts'
import { readSetting, writeSetting } from '../setting.ts'
import { ROLES, type Role } from './permissions.ts'

export const RoleField = Type.Unsafe<Role>(Type.Union(ROLES.map(role => Type.Literal(role))))

export const SignInRules = Type.Object(
  {
    secondFactorRoles: Type.Array(RoleField, {
      uniqueItems: true,
      description: 'Whoever has one of these roles and no second factor sets one up when he next signs in.',
    }),
  },
  { additionalProperties: false },
)
export type SignInRules = Static<typeof SignInRules>

const DEFAULT_RULES: SignInRules = { secondFactorRoles: [] }
const KEY = 'sign_in'

export async function readSignInRules(db: TenantQuery): Promise<SignInRules> {
  return { ...DEFAULT_RULES, ...(await readSetting<Partial<SignInRules>>(db, KEY)) }
}

/** True where somebody of this role must not be without a second factor. */
export async function demandsFactor(db: TenantQuery, role: Role): Promise<boolean> {
  return (await readSignInRules(db)).secondFactorRoles.includes(role)
}

export const writeSignInRules = (db: TenantQuery, rules: SignInRules): Promise<void> => writeSetting(db, KEY, rules)
