import { expect, test } from 'vitest'
import { createPasswords, NO_PASSWORD } from '../../src/admin/password.ts'

const PASSWORD = 'four random words here'
const CHEAP = { N: 2 ** 4, r: 8, p: 1 }

test('a hash costs what OWASP asks for, unless somebody says otherwise', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash(PASSWORD)
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$/)
  expect(await passwords.verify(PASSWORD, hash)).toBe(true)
})

test('a password is right against its own hash only, whatever that has cost', async () => {
  const hash = await createPasswords(CHEAP).hash(PASSWORD)
  const passwords = createPasswords()
  expect(await passwords.verify(PASSWORD, hash)).toBe(true)
  expect(await passwords.verify(`${PASSWORD}.`, hash)).toBe(false)
  expect(hash).not.toBe(await createPasswords(CHEAP).hash(PASSWORD))
})

test('nothing is right where there is no account, or no password yet', async () => {
  const passwords = createPasswords(CHEAP)
  expect(await passwords.verify(PASSWORD, undefined)).toBe(false)
  expect(await passwords.verify(NO_PASSWORD, NO_PASSWORD)).toBe(false)
})

test('a short one is refused', async () => {
  await expect(createPasswords(CHEAP).hash('too short')).rejects.toMatchObject({ code: 'password_weak' })
})
