/** `yingda contact`: a visitor's own data, found, handed out and erased. */
import type { Db } from '../../src/db.ts'
import type { Person } from '../../src/privacy/contact-search.store.ts'
import type { Command } from '../command.ts'
import { conclude, table } from '../terminal.ts'

const ACTIONS = ['find', 'export', 'erase'] as const
const SHOWN = 50

export const contact: Command = {
  usage: 'contact <action> [who] [file]',
  summary: 'A visitor’s data: contact find NAME, contact export ID FILE, contact erase ID',
  example: 'contact export 01a2190d-c212-7314-8d20-42a9bce8992a person.zip',
  options: [
    { flags: '--language <language>', description: 'export: of the page, zh or en; default zh' },
    { flags: '--force', description: 'erase: do it; without it the command only says what would be lost' },
  ],
  async run([action = '', who = '', file], options) {
    const { oneOf } = await import('../options.ts')
    const { inTenant } = await import('../workplace.ts')
    const wanted = oneOf('action of contact', action, ACTIONS)
    if (who === '') throw await nobody(wanted)
    await inTenant({ create: false }, async ({ db, bus, tenantId }) => {
      if (wanted === 'find') return find(db, tenantId, who, options)
      const id = await idOf(who)
      if (wanted === 'export') return exportTo(db, tenantId, id, file, options)
      const { createErasure } = await import('../../src/privacy/erase.ts')
      const erasure = createErasure({ db, bus })
      const person = await erasure.describe(tenantId, id)
      if (options.force !== true) throw await unconfirmed(person)
      const gone = await erasure.erase(tenantId, id)
      conclude(options, { erased: id, ...gone }, () => [
        `Erased: ${nameOf(person)}, with ${gone.conversations} conversations and ${gone.messages} messages.`,
      ])
    })
    return undefined
  },
}

async function find(db: Db, tenantId: string, query: string, options: Record<string, unknown>): Promise<void> {
  const { searchPeople } = await import('../../src/privacy/contact-search.store.ts')
  const contacts = await searchPeople(db.tenant(tenantId), query, SHOWN)
  const rows = contacts.map(one => [
    one.id,
    one.name ?? '',
    one.email ?? '',
    one.phone ?? '',
    String(one.conversations),
    (one.lastAt ?? one.createdAt).slice(0, 10),
  ])
  conclude(options, { contacts }, () =>
    contacts.length === 0
      ? [`Nobody is called “${query}”.`]
      : table(['id', 'name', 'e-mail', 'phone', 'conversations', 'last'], rows, [4]),
  )
}

async function exportTo(
  db: Db,
  tenantId: string,
  id: string,
  file: string | undefined,
  options: Record<string, unknown>,
): Promise<void> {
  const { writeNamed } = await import('../named-file.ts')
  const { oneOf } = await import('../options.ts')
  const { exportPerson, PERSON_FORMATS } = await import('../../src/privacy/export.ts')
  const language = oneOf('language', String(options.language ?? 'zh'), ['zh', 'en'] as const)
  const format = oneOf(
    'format of an export',
    file === undefined ? 'zip' : (file.split('.').at(-1) ?? ''),
    PERSON_FORMATS,
  )
  const { name, bytes, conversations, messages } = await exportPerson(db, tenantId, id, format, language)
  const path = file ?? name
  // A person's data is for its reader alone.
  writeNamed(path, bytes, { mode: 0o600 })
  conclude(options, { file: path, bytes: bytes.length, conversations, messages }, () => [
    `${path}: ${conversations} conversations, ${messages} messages.`,
  ])
}

const nameOf = ({ id, name, email, phone }: Person): string => name ?? email ?? phone ?? id

/** Ids only: an erasure must not depend on who else is called so. */
async function idOf(given: string): Promise<string> {
  const { NotFound } = await import('../../src/errors.ts')
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(given)) return given
  throw new NotFound('contact_not_found', `“${given}” is no id of a visitor.`, {
    remedy: `Look for it: npx yingda contact find ${given}`,
    value: given,
  })
}

async function nobody(action: string) {
  const { InvalidInput } = await import('../../src/errors.ts')
  return new InvalidInput('option_missing', `contact ${action} needs ${action === 'find' ? 'a name' : 'an id'}.`, {
    remedy: 'For example: npx yingda contact find mei@example.com',
  })
}

async function unconfirmed(person: Person) {
  const { InvalidInput } = await import('../../src/errors.ts')
  const { conversations, messages, open } = person
  const still = open > 0 ? ` ${open} of the conversations are still going on.` : ''
  return new InvalidInput(
    'option_missing',
    `This would erase ${nameOf(person)} with ${conversations} conversations and ${messages} messages, for good.${still}`,
    { remedy: `Export first if it is needed, then add --force: npx yingda contact erase ${person.id} --force` },
  )
}
