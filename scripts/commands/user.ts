/** `yingda user`: agents and their passwords, without the console. */
import type { Agent } from '../../src/admin/agent.store.ts'
import type { Agents } from '../../src/admin/agents.ts'
import type { SecondFactors } from '../../src/admin/second-factor.ts'
import type { Command } from '../command.ts'
import { conclude, outputColours, table } from '../terminal.ts'

const ACTIONS = ['add', 'reset-password', 'reset-second-factor', 'list'] as const
const CAPACITY = { least: 0, most: 1000, fallback: 5 }

export const user: Command = {
  usage: 'user <action> [email]',
  summary: 'Agents and administrators: user add, reset-password, reset-second-factor EMAIL; user list',
  example: 'user add mei@example.com --name 小梅 --role agent --capacity 5',
  options: [
    { flags: '--name <name>', description: 'add: the name that visitors see; default the part before the @' },
    { flags: '--role <role>', description: 'add: owner, admin, supervisor, agent or analyst; default agent' },
    { flags: '--capacity <count>', description: 'add: conversations at once, 0 to 1000; default 5' },
  ],
  async run([action = '', email], options) {
    const { oneOf } = await import('../options.ts')
    const { inTenantAs } = await import('../workplace.ts')
    const { createAgents } = await import('../../src/admin/agents.ts')
    const { createPasswords } = await import('../../src/admin/password.ts')
    const { createSecondFactors } = await import('../../src/admin/second-factor.ts')
    const wanted = oneOf('action of user', action, ACTIONS)
    await inTenantAs(`user ${wanted}`, { create: wanted === 'add' }, async ({ db, bus, tenantId }) => {
      // Nobody goes offline or is disabled here: there is nothing to give back.
      const nothing = { releaseAll: async () => {}, releaseOffers: async () => {} }
      const agents = createAgents({ db, bus, passwords: createPasswords(), ...nothing })
      const factors = createSecondFactors({ db })
      if (wanted === 'list') return showList(await agents.list(tenantId), options)
      const given = await emailOf(wanted, email)
      if (wanted === 'add') await add(agents, tenantId, given, options)
      else if (wanted === 'reset-password') await resetPassword(agents, factors, given, options)
      else await resetSecondFactor(agents, factors, given, options)
    })
    return undefined
  },
}

async function add(agents: Agents, tenantId: string, email: string, options: Record<string, unknown>): Promise<void> {
  const { numberOption, oneOf } = await import('../options.ts')
  const { ROLES } = await import('../../src/admin/permissions.ts')
  const { agent, password } = await agents.add(tenantId, {
    email,
    name: options.name === undefined ? (email.split('@')[0] ?? email) : String(options.name),
    role: oneOf('role', String(options.role ?? 'agent'), ROLES),
    capacity: numberOption('--capacity', options.capacity, CAPACITY),
  })
  showPassword(agent, password, options)
}

async function resetPassword(
  agents: Agents,
  factors: SecondFactors,
  email: string,
  options: Record<string, unknown>,
): Promise<void> {
  const found = await agentOf(agents, email)
  const password = await agents.resetPassword(found.tenantId, found.id)
  showPassword(found, password, options, (await factors.isOn(found)) ? [FACTOR_STAYS] : [])
}

async function resetSecondFactor(
  agents: Agents,
  factors: SecondFactors,
  email: string,
  options: Record<string, unknown>,
): Promise<void> {
  const { tenantId, id, name } = await agentOf(agents, email)
  const removed = await factors.remove(tenantId, id)
  conclude(options, { agent: { id, email, name }, removed }, () => [
    removed ? `${name} is asked for the password alone from now on.` : `${name} has no second factor.`,
  ])
}

async function agentOf(agents: Agents, email: string): Promise<Agent> {
  const found = await agents.findByEmail(email)
  if (found !== undefined) return found
  const { NotFound } = await import('../../src/errors.ts')
  throw new NotFound('agent_not_found', `There is no agent with the e-mail ${email}.`, {
    remedy: 'See all of them: npx yingda user list',
    value: email,
  })
}

const FACTOR_STAYS =
  'The second factor stays on: a code is still asked for. Phone gone? npx yingda user reset-second-factor EMAIL'

function showPassword(
  agent: Agent,
  password: string,
  options: Record<string, unknown>,
  notes: readonly string[] = [],
): void {
  const { id, email, name, role, capacity } = agent
  const { bold, dim } = outputColours
  conclude(options, { agent: { id, email, name, role, capacity }, password }, () => [
    `${name}, ${role}, up to ${capacity} conversations at once`,
    `  e-mail    ${bold(email)}`,
    `  password  ${bold(password)}   ${dim('shown only now')}`,
    ...(agent.disabled ? ['This agent is disabled and cannot sign in until he is enabled in the console.'] : []),
    ...notes,
  ])
}

function showList(agents: readonly Agent[], options: Record<string, unknown>): void {
  const rows = agents.map(({ email, name, role, availability, load, capacity, disabled }) => [
    email,
    name,
    role,
    disabled ? 'disabled' : availability,
    `${load}/${capacity}`,
  ])
  const shown = agents.map(({ tenantId: _, ...agent }) => agent)
  conclude(options, { agents: shown }, () =>
    agents.length === 0
      ? ['There are no agents yet: npx yingda user add EMAIL --role owner']
      : table(['e-mail', 'name', 'role', 'availability', 'load'], rows, [4]),
  )
}

async function emailOf(action: string, email: string | undefined): Promise<string> {
  if (email !== undefined) return email
  const { InvalidInput } = await import('../../src/errors.ts')
  throw new InvalidInput('option_invalid', `user ${action} needs an e-mail.`, {
    remedy: `Like this: npx yingda user ${action} mei@example.com`,
  })
}
