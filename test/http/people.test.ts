/** Who may make whom, and what the desk learns of a visitor who says who he is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

let shop: TestApp
let owner: SignedIn
let admin: SignedIn

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  owner = await shop.signIn('owner')
  admin = await shop.signIn('admin')
}, 120_000)
afterAll(() => shop.close())

test('an administrator cannot make an owner, become one, or take over an owner’s account', async () => {
  const added = { name: 'New', email: 'new@shop.example', role: 'owner', capacity: 1 }
  expect(await admin.call('POST', '/agents', added)).toMatchObject({ status: 403, code: 'owner_only' })
  expect(await admin.call('PATCH', `/agents/${admin.id}`, { role: 'owner' })).toMatchObject({ code: 'owner_only' })
  expect(await admin.call('PATCH', `/agents/${owner.id}`, { disabled: true })).toMatchObject({ code: 'owner_only' })
  expect(await admin.call('POST', `/agents/${owner.id}/reset-password`)).toMatchObject({ code: 'owner_only' })
  expect(await owner.call('POST', '/agents', added)).toMatchObject({ status: 200 })
})

test('who a visitor says he is becomes an event that agents see and he does not', async () => {
  const visitor = await shop.newVisitor()
  const { conversationId } = await visitor.say('人工')
  const told = await visitor.call('POST', '/contact', { body: { email: 'lin@shop.example' } })
  expect(told).toMatchObject({ status: 200, body: { verified: false, visitorId: visitor.contactId } })
  const rows = await visitor.rows(conversationId)
  expect(rows.filter(row => row.kind === 'contact_changed')).toHaveLength(1)
  expect((await visitor.events()).some(event => event.body.kind === 'contact_changed')).toBe(false)
})
