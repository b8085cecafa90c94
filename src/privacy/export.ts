/** A person's data as files: the page for him, the JSON for machines, or both in one archive. */
import { zipSync } from 'fflate'
import type { Db } from '../db.ts'
import { NotFound } from '../errors.ts'
import type { Language } from '../message.ts'
import { recordRequest } from './erase.store.ts'
import { readPerson } from './person.ts'
import { personPage } from './person-html.ts'

export const PERSON_FORMATS = ['zip', 'json', 'html'] as const
export type PersonFormat = (typeof PERSON_FORMATS)[number]

export interface PersonFile {
  name: string
  bytes: Buffer
  conversations: number
  messages: number
}

/** That it was handed out is written down. @throws NotFound `contact_not_found`. */
export async function exportPerson(
  db: Db,
  tenantId: string,
  contactId: string,
  format: PersonFormat,
  language: Language,
): Promise<PersonFile> {
  const person = await readPerson(db.tenant(tenantId), contactId)
  if (person === undefined) throw new NotFound('contact_not_found', 'There is no such visitor.', { value: contactId })
  await recordRequest(db.tenant(tenantId), 'export', contactId, person.contact)
  const files = {
    json: Buffer.from(`${JSON.stringify(person, undefined, 2)}\n`),
    html: Buffer.from(personPage(person, language)),
  }
  const bytes =
    format === 'zip' ? Buffer.from(zipSync({ 'person.html': files.html, 'person.json': files.json })) : files[format]
  const { conversations, messages } = person.contact
  return { name: `person-${contactId.slice(-12)}.${format}`, bytes, conversations, messages }
}
