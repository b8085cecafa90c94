/** Who may do what. A role is a set of permissions; a route names the one it needs. */
export const PERMISSIONS = [
  'overview:read',
  'conversations:read',
  'conversations:write',
  'conversations:supervise',
  'contacts:block',
  'canned:write',
  'desk-tools:write',
  'knowledge:read',
  'knowledge:write',
  'sources:write',
  'nlu:read',
  'nlu:write',
  'settings:read',
  'settings:write',
  'agents:read',
  'agents:write',
  'api-keys:write',
  'audit:read',
  'privacy:write',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** What no key can do: whoever makes agents or keys could give himself the rest. */
const PEOPLE_ONLY: readonly Permission[] = ['agents:write', 'api-keys:write']
export const KEY_PERMISSIONS: readonly Permission[] = PERMISSIONS.filter(one => !PEOPLE_ONLY.includes(one))

export const ROLES = ['owner', 'admin', 'supervisor', 'agent', 'analyst'] as const
export type Role = (typeof ROLES)[number]

/** An analyst reads and changes nothing. A supervisor takes over from others. An agent corrects a FAQ entry from the conversation that showed the fault; whole files, and the rest, are the administrators'. */
export const PERMISSIONS_OF: Record<Role, readonly Permission[]> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  supervisor: [
    'overview:read',
    'conversations:read',
    'conversations:write',
    'conversations:supervise',
    'contacts:block',
    'canned:write',
    'desk-tools:write',
    'knowledge:read',
    'knowledge:write',
    'agents:read',
  ],
  analyst: ['overview:read', 'conversations:read', 'knowledge:read', 'nlu:read'],
  agent: [
    'conversations:read',
    'conversations:write',
    'contacts:block',
    'canned:write',
    'knowledge:read',
    'knowledge:write',
  ],
}
