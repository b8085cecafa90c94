import type { TenantApi } from './api.ts'

export interface FactorState {
  on: boolean
  /** Recovery codes that were not used. */
  codesLeft: number
}

export interface Proposed {
  /** Base 32. */
  secret: string
  /** otpauth:// */
  uri: string
}

export const FACTOR = ['second-factor']

const PATH = '/me/second-factor'

export const fetchFactor = (api: TenantApi): Promise<FactorState> => api.get(PATH)
/** Without the password only where it is owed. */
export const proposeFactor = (api: TenantApi, password?: string): Promise<Proposed> =>
  api.post(PATH, password === undefined ? {} : { password })
export const confirmFactor = (api: TenantApi, code: string): Promise<{ recoveryCodes: string[] }> =>
  api.post(`${PATH}/confirm`, { code })
export const renewCodes = (api: TenantApi, password: string): Promise<{ recoveryCodes: string[] }> =>
  api.post(`${PATH}/recovery-codes`, { password })
export const removeFactor = (api: TenantApi, password: string): Promise<unknown> =>
  api.post(`${PATH}/remove`, { password })

/** In groups of four, for typing. */
export const grouped = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ')
