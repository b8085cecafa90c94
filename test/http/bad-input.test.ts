/** Input that nobody sends by accident: on REST and on both sockets it is refused with a clear code, or taken as text. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseIntents } from '../../src/admin/intents.ts'
import { parseKnowledgeFile } from '../../src/admin/knowledge.ts'
import type { YingdaError } from '../../src/errors.ts'
import { newId } from '../../src/id.ts'
import { MAX_TEXT } from '../../src/message.ts'
import { MAX_FRAME_BYTES } from '../../src/protocol.ts'
import { buildApp, type SignedIn, type TestApp, type TestSocket, type Visitor } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

let shop: TestApp
let owner: SignedIn
let foreigner: SignedIn
let visitor: Visitor

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  owner = await shop.signIn('owner')
  foreigner = await shop.signIn('owner', shop.other)
  visitor = await shop.newVisitor()
}, 120_000)
afterAll(() => shop.close())

const NUL = '\u0000'
const HALF = '\ud83d'
const id8 = () => newId()
const message = (text: unknown, more: object = {}) => ({ clientMessageId: id8(), text, ...more })
const stored = async () => {
  const { rows } = await shop.db.query<{ n: number }>('SELECT count(*)::int AS n FROM event')
  return rows[0]!.n
}

describe('a message over REST', () => {
  test.each<[string, () => { body?: unknown; raw?: string | Buffer }, number, string]>([
    ['a text of 4,001 characters', () => ({ body: message('字'.repeat(MAX_TEXT + 1)) }), 400, 'invalid_input'],
    ['an empty text', () => ({ body: message('') }), 400, 'invalid_input'],
    ['no text', () => ({ body: { clientMessageId: id8() } }), 400, 'invalid_input'],
    ['a list as text', () => ({ body: message(['a', 'b']) }), 400, 'invalid_input'],
    ['an object as text', () => ({ body: message({ toString: 'x' }) }), 400, 'invalid_input'],
    ['a text of nothing but NUL', () => ({ body: message(NUL.repeat(3)) }), 400, 'invalid_input'],
    ['a text of nothing but half a character', () => ({ body: message(HALF) }), 400, 'invalid_input'],
    ['a short id', () => ({ body: { ...message('x'), clientMessageId: 'short' } }), 400, 'invalid_input'],
    ['an id with a quote', () => ({ body: { ...message('x'), clientMessageId: "' OR 1=1 --" } }), 400, 'invalid_input'],
    ['malformed JSON', () => ({ raw: '{"text": "x"' }), 400, 'json_malformed'],
    ['a list', () => ({ body: [message('x')] }), 400, 'invalid_input'],
    ['a bare string', () => ({ raw: '"x"' }), 400, 'invalid_input'],
    ['null', () => ({ raw: 'null' }), 400, 'invalid_input'],
    [
      'bytes that are not UTF-8',
      () => ({ raw: Buffer.from('7b2274657874223a22ff22 7d', 'hex') }),
      400,
      'json_malformed',
    ],
    [
      '__proto__',
      () => ({ raw: JSON.stringify(message('x')).replace('{', '{"__proto__":{"a":1},') }),
      400,
      'json_malformed',
    ],
    [
      'constructor.prototype',
      () => ({ raw: JSON.stringify(message('x')).replace('{', '{"constructor":{"prototype":{"a":1}},') }),
      400,
      'json_malformed',
    ],
    ['a body of 3 MB', () => ({ body: message('x'.repeat(3_000_000)) }), 413, 'body_too_large'],
    ['100,000 nested lists', () => ({ raw: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }), 400, 'invalid_input'],
    [
      'a page with a title that is too long',
      () => ({ body: message('x', { page: { url: '/', title: 'x'.repeat(301) } }) }),
      400,
      'invalid_input',
    ],
  ])('that is %s is refused and not stored', async (_, make, status, code) => {
    const before = await stored()
    const answer = await visitor.call('POST', '/messages', make())
    expect([answer.status, answer.code]).toEqual([status, code])
    expect(await stored()).toBe(before)
    expect(({} as { a?: number }).a).toBeUndefined()
  })

  test('of another content type is refused with 415', async () => {
    const answer = await visitor.call('POST', '/messages', { raw: '<x/>', headers: { 'content-type': 'text/xml' } })
    expect(answer.status).toBe(415)
    expect(answer.code).toBe('bad_request')
    expect(answer.body).toMatchObject({ error: { remedy: expect.stringContaining('application/json') } })
  })

  test('for a route that is not there is refused in the shape of every error', async () => {
    const answer = await shop.request('PATCH', '/api/v1/nope?token=secret')
    expect([answer.status, answer.code]).toEqual([404, 'route_not_found'])
    expect(answer.body).toMatchObject({
      error: { message: 'There is no PATCH /api/v1/nope.', remedy: expect.stringContaining('/docs/api') },
    })
  })

  test.each<[string, string, string]>([
    ['of 4,000 characters', '字'.repeat(MAX_TEXT), '字'.repeat(MAX_TEXT)],
    ['with NUL', `a${NUL}b`, 'ab'],
    ['with half a character', `a${HALF}b\udc00c😀`, 'abc😀'],
    ['of one word of 4,000 letters', 'w'.repeat(MAX_TEXT), 'w'.repeat(MAX_TEXT)],
    ['that spells an escape', 'a\\u0000b \\ud800', 'a\\u0000b \\ud800'],
    [
      'with script tags',
      '<script>alert(1)</script><img src=x onerror=alert(1)>',
      '<script>alert(1)</script><img src=x onerror=alert(1)>',
    ],
    ['with SQL', "'; DROP TABLE event; --", "'; DROP TABLE event; --"],
    ['with direction marks and combining characters', '\u202eevil\u202c Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A', '\u202eevil\u202c Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A'],
  ])('%s is stored once and comes back as text', async (_, text, kept) => {
    const author = await shop.newVisitor()
    const clientMessageId = id8()
    const first = await author.say(text, clientMessageId)
    expect(await author.say(text, clientMessageId)).toEqual({ ...first, duplicate: true })
    const mine = (await author.events()).filter(event => event.sender.kind === 'visitor')
    expect(mine.map(event => event.body.kind === 'message' && event.body.content)).toEqual([
      { text: kept, format: 'plain' },
    ])
  })

  test('keeps of a page only what a page has, however deep the rest', async () => {
    const author = await shop.newVisitor()
    const page = { url: `https://shop.example/${NUL}x`, [`k${NUL}`]: 1, tenantId: shop.other.tenantId }
    const deep = `${'['.repeat(1000)}${']'.repeat(1000)}`
    const raw = JSON.stringify(message('hello', { page })).replace('"page":{', `"page":{"deep":${deep},`)
    const { status, body } = await author.call('POST', '/messages', { raw })
    expect(status).toBe(200)
    const { rows } = await shop.db.query('SELECT page FROM conversation WHERE id = $1', [
      (body as { conversationId: string }).conversationId,
    ])
    expect(rows).toEqual([{ page: { url: 'https://shop.example/x' } }])
  })
})

describe('extra fields', () => {
  test('on a visitor’s writes change nothing', async () => {
    const author = await shop.newVisitor()
    const extra = {
      tenantId: shop.other.tenantId,
      inboxId: shop.other.inboxId,
      contactId: visitor.contactId,
      conversationId: newId(),
      id: newId(),
      seq: 900,
      role: 'owner',
      sender: { kind: 'agent', id: owner.id },
      format: 'markdown',
    }
    const { status, body } = await author.call('POST', '/messages', { body: message('hello', extra) })
    expect(status).toBe(200)
    expect(body).toMatchObject({ seq: 1, duplicate: false })
    expect((body as { conversationId: string }).conversationId).not.toBe(extra.conversationId)
    const [event] = await author.events()
    expect(event).toMatchObject({ seq: 1, sender: { kind: 'visitor' }, body: { content: { format: 'plain' } } })
    expect(
      (await author.call('POST', '/contact', { body: { ...extra, name: 'Li', email: 'li@example.com' } })).status,
    ).toBe(200)
    const { rows } = await shop.db.query('SELECT tenant_id, inbox_id, name, email FROM contact WHERE id = $1', [
      author.contactId,
    ])
    expect(rows).toEqual([
      { tenant_id: shop.home.tenantId, inbox_id: shop.home.inboxId, name: 'Li', email: 'li@example.com' },
    ])
  })

  test('on an administrator’s writes change nothing', async () => {
    const extra = {
      tenantId: shop.other.tenantId,
      tenant_id: shop.other.tenantId,
      id: foreigner.id,
      role_: 'owner',
      revision: 77,
      load: 5,
    }
    const document = { kind: 'faq', key: id8(), language: 'en', title: 'Extra?', similar: [], body: 'No.', tags: [] }
    const added = await owner.call('POST', '/documents', { ...document, ...extra, updatedAt: '2001-01-01T00:00:00Z' })
    expect(added.body).toMatchObject({ document: { ...document, revision: 1 } })
    expect((added.body as { document: { id: string } }).document.id).not.toBe(extra.id)
    const agent = { name: 'New', email: `${id8()}@example.com`, role: 'agent', capacity: 3 }
    const made = await owner.call('POST', '/agents', {
      ...agent,
      ...extra,
      password: 'chosen by the caller',
      passwordHash: 'x',
    })
    expect(made.body).toMatchObject({ agent: { ...agent, load: 0, disabled: false } })
    const { agent: shown, password } = made.body as { agent: { id: string }; password: string }
    expect(password).not.toBe('chosen by the caller')
    const changed = await owner.call('PATCH', `/agents/${shown.id}`, {
      name: 'Newer',
      ...extra,
      email: 'taken@example.com',
    })
    expect(changed.body).toMatchObject({ agent: { ...agent, name: 'Newer', id: shown.id, load: 0 } })
    const own = await owner.call('PUT', '/me/availability', {
      availability: 'busy',
      ...extra,
      role: 'agent',
      capacity: 900,
    })
    expect(own.body).toEqual({ availability: 'busy' })
    const { rows } = await shop.db.query(
      'SELECT availability, role, name FROM agent WHERE id = ANY($1::uuid[]) ORDER BY name',
      [[owner.id, foreigner.id]],
    )
    expect(rows.filter(row => row.availability === 'busy')).toHaveLength(1)
    expect(rows.every(row => row.role === 'owner')).toBe(true)
    const elsewhere = await shop.db.query('SELECT 1 FROM document WHERE tenant_id = $1', [shop.other.tenantId])
    expect(elsewhere.rows).toEqual([])
  })
})

describe('administrators’ input', () => {
  const faq = { kind: 'faq', language: 'en', similar: [], tags: [] }
  const intent = (more: object) => ({
    name: 'some_intent',
    title: { zh: '', en: '' },
    kind: 'answer',
    sensitive: false,
    answer: { zh: '', en: '' },
    utterances: { zh: [], en: [] },
    ...more,
  })

  test.each<[string, string, unknown, number, string]>([
    ['POST', '/documents', { ...faq, title: 'x'.repeat(501), body: 'x' }, 400, 'invalid_input'],
    ['POST', '/documents', { ...faq, title: 'x', body: 'x', url: 'javascript:alert(1)' }, 400, 'invalid_input'],
    ['POST', '/documents', { ...faq, title: NUL, body: 'x' }, 400, 'invalid_input'],
    ['POST', '/intents', intent({ name: '__proto__' }), 400, 'invalid_input'],
    ['POST', '/intents', intent({ name: 'Robert; DROP' }), 400, 'invalid_input'],
    ['POST', '/agents', { name: 'x', email: 'no address', role: 'agent', capacity: 1 }, 400, 'email_malformed'],
    ['POST', '/agents', { name: 'x', email: 'a@example.com', role: 'god', capacity: 1 }, 400, 'invalid_input'],
    ['POST', '/agents', { name: 'x', email: 'a@example.com', role: 'agent', capacity: 1e9 }, 400, 'invalid_input'],
    ['PATCH', '/agents/nobody', { name: 'x' }, 400, 'invalid_input'],
    ['GET', '/documents/1%20OR%201=1', undefined, 400, 'invalid_input'],
    ['GET', '/documents/%00', undefined, 400, 'invalid_input'],
    ['GET', `/conversations/${newId()}/events?after=99999999999`, undefined, 400, 'invalid_input'],
    ['GET', `/conversations/${newId()}/events?after=-1`, undefined, 400, 'invalid_input'],
    ['GET', '/conversations?before=2026-19-39T29:00:00Z', undefined, 400, 'invalid_input'],
    ['GET', '/conversations?before=yesterday', undefined, 400, 'invalid_input'],
    ['GET', '/conversations?limit=100000', undefined, 400, 'invalid_input'],
    ['GET', '/conversations?view=secret', undefined, 400, 'invalid_input'],
    ['GET', '/documents?offset=99999999999999999999', undefined, 400, 'invalid_input'],
    ['GET', `/documents/${newId()}`, undefined, 404, 'document_not_found'],
    ['POST', `/conversations/${newId()}/accept`, undefined, 404, 'conversation_not_found'],
    ['POST', `/conversations/${newId()}/close`, { epoch: 1e15 }, 404, 'conversation_not_found'],
    ['PUT', '/settings', { settings: { words: { zh: {}, en: {} }, thresholds: { answer: 7 } } }, 400, 'invalid_input'],
    ['POST', '/search', { text: 'x'.repeat(MAX_TEXT + 1) }, 400, 'invalid_input'],
  ])('%s %s with %o is answered %i %s', async (method, path, body, status, code) => {
    const answer = await owner.call(method, path, body)
    expect([answer.status, answer.code]).toEqual([status, code])
  })

  test.each(['%00', '%ff', '%ed%a0%80', `${'长'.repeat(190)}`, "'%22;--", '%', '(((', '* ? \\'])(
    'searching documents for %s is answered',
    async q => {
      expect([200, 400]).toContain((await owner.call('GET', `/documents?q=${q}`)).status)
    },
  )

  test('keeps tags and words of 10,000 characters in a document as they are', async () => {
    const body = `<script>alert(1)</script> ${'w'.repeat(10_000)} ${'字'.repeat(10_000)}`
    const added = await owner.call('POST', '/documents', {
      ...faq,
      title: 'Odd?',
      body: `${body}${NUL}`,
      tags: ['<b>'],
    })
    expect(added.status).toBe(200)
    const { document } = added.body as { document: { id: string } }
    const read = await owner.call('GET', `/documents/${document.id}`)
    expect(read.body).toMatchObject({ document: { body, tags: ['<b>'] } })
  })

  test('a seq or id that no row can hold is refused', async () => {
    const { conversationId } = await visitor.say('hello')
    const answer = await owner.call('GET', `/conversations/${conversationId}/events?after=99999999999`)
    expect([answer.status, answer.code]).toEqual([400, 'invalid_input'])
    const own = await visitor.call('GET', '/messages?after=99999999999')
    expect([own.status, own.code]).toEqual([400, 'invalid_input'])
    const spelled = await owner.call('GET', `/conversations/urn:uuid:${conversationId}`)
    expect([spelled.status, spelled.code]).toEqual([400, 'invalid_input'])
  })

  test('a body that is too deep for the database is refused or cut, and the database lives on', async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    const raw = `{"name":"x","settings":${deep}}`
    const answer = await shop.request('PUT', `/api/v1/tenants/${owner.tenantId}/inboxes/${shop.home.inboxId}`, {
      raw,
      headers: { cookie: owner.cookie },
    })
    expect(answer.status).toBe(400)
    expect((await shop.request('GET', '/readyz')).status).toBe(200)
  })
})

describe('sign-in', () => {
  test.each<[unknown, number]>([
    [{ email: `a${NUL}@example.com`, password: 'x' }, 401],
    [{ email: 'a@example.com', password: `${HALF}x` }, 401],
    [{ email: { $ne: null }, password: 'x' }, 400],
    [{ email: 'a@example.com', password: 'x'.repeat(301) }, 400],
    [{ email: "' OR 1=1 --", password: 'x' }, 401],
  ])('with %o is answered %i', async (body, status) => {
    expect((await shop.request('POST', '/api/v1/session', { body })).status).toBe(status)
  })
})

/** Both sockets, with a harmless message after whatever came before. */
const SOCKETS = [
  ['visitor', () => shop.newVisitor().then(author => shop.visitorSocket(author))],
  ['agent', () => shop.deskSocket(owner)],
] as const

describe.each(SOCKETS)('a frame of a %s', (who, open) => {
  let socket: TestSocket
  beforeAll(async () => {
    socket = await open()
    await socket.wait('welcome')
  })

  const tooLong = () => JSON.stringify({ type: 'ping', n: 1, more: 'x'.repeat(MAX_FRAME_BYTES) })
  const send = (more: object) => ({
    type: 'send',
    conversationId: newId(),
    epoch: 0,
    clientMessageId: id8(),
    text: 'x',
    ...more,
  })
  test.each<[string, () => string | Buffer, boolean, string]>([
    ['of a type that nobody knows', () => '{"type":"teleport"}', false, 'frame_unknown'],
    ['of a server', () => '{"type":"welcome","protocol":1}', false, 'frame_unknown'],
    ['without a type', () => '{}', false, 'frame_unknown'],
    ['that is a number', () => '7', false, 'frame_unknown'],
    ['that is null', () => 'null', false, 'frame_unknown'],
    ['that is a list', () => '[{"type":"ping","n":1}]', false, 'frame_unknown'],
    ['with the type __proto__', () => '{"type":"__proto__"}', false, 'frame_unknown'],
    ['that is not JSON', () => 'hello', false, 'frame_malformed'],
    ['that is empty', () => '', false, 'frame_malformed'],
    ['in binary', () => Buffer.from('{"type":"ping","n":1}'), true, 'frame_malformed'],
    ['larger than the limit', tooLong, false, 'frame_too_large'],
    [
      'with a text of 4,001 characters',
      () => JSON.stringify(send({ text: 'x'.repeat(MAX_TEXT + 1) })),
      false,
      'frame_malformed',
    ],
    ['with an empty text', () => JSON.stringify(send({ text: '' })), false, 'frame_malformed'],
    ['with nothing but NUL', () => JSON.stringify(send({ text: NUL })), false, 'frame_malformed'],
    ['with a malformed id', () => JSON.stringify(send({ clientMessageId: '../../x' })), false, 'frame_malformed'],
    [
      'with a number that the database cannot hold',
      () => `{"type":"read","conversationId":"${newId()}","seq":99999999999}`,
      false,
      'frame_malformed',
    ],
    ['with a negative number', () => '{"type":"ping","n":-1}', false, 'frame_malformed'],
    ['with hello once more', () => '{"type":"hello","protocol":1,"token":"x","lastSeq":0}', false, 'hello_twice'],
    ['of 10,000 nested lists', () => `${'['.repeat(10_000)}${']'.repeat(10_000)}`, false, 'frame_unknown'],
  ])('%s is refused, nothing is stored, and the socket goes on', async (_, make, binary, code) => {
    const before = await stored()
    const known = socket.frames.length
    socket.sendRaw(make(), binary)
    const error = await socket.wait('error', frame => socket.frames.indexOf(frame) >= known)
    expect(error.code).toBe(code)
    expect(error.retryable).toBe(false)
    const n = socket.frames.length
    socket.send({ type: 'ping', n })
    await socket.wait('pong', frame => frame.n === n)
    expect(await stored()).toBe(before)
  })

  test('that is not UTF-8 ends the socket with 1007, as RFC 6455 asks, and nothing else', async () => {
    const other = await open()
    await other.wait('welcome')
    other.sendRaw(Buffer.from([0x22, 0xff, 0x22]), false)
    expect((await other.closed).code).toBe(who === 'visitor' ? 1007 : 1007)
    socket.send({ type: 'ping', n: 4242 })
    await socket.wait('pong', frame => frame.n === 4242)
  })

  test('that is larger than the library reads ends the socket with 1009', async () => {
    const other = await open()
    await other.wait('welcome')
    other.sendRaw('x'.repeat(MAX_FRAME_BYTES * 3))
    expect((await other.closed).code).toBe(1009)
  })
})

describe('a message on the socket', () => {
  test('with NUL, half characters and tags is stored clean, once, and shown as text', async () => {
    const author = await shop.newVisitor()
    const socket = await shop.visitorSocket(author)
    const clientMessageId = id8()
    const text = `<img src=x onerror=alert(1)>${NUL}${HALF} 你好😀`
    const first = await socket.say(text, clientMessageId)
    socket.frames.length = 0
    expect(await socket.say(text, clientMessageId)).toEqual({ ...first, duplicate: true })
    const [event] = await author.events()
    expect(event?.body).toMatchObject({ content: { text: '<img src=x onerror=alert(1)> 你好😀', format: 'plain' } })
  })

  test('cannot name its tenant, sender or conversation', async () => {
    const author = await shop.newVisitor()
    const socket = await shop.visitorSocket(author)
    const clientMessageId = id8()
    const extra = {
      tenantId: shop.other.tenantId,
      conversationId: newId(),
      contactId: visitor.contactId,
      role: 'owner',
      seq: 50,
    }
    socket.sendRaw(
      JSON.stringify({ type: 'send', clientMessageId, text: 'x', ...extra }).replace(
        '{',
        '{"__proto__":{"admin":true},',
      ),
    )
    const ack = await socket.wait('ack', frame => frame.clientMessageId === clientMessageId)
    expect(ack).toMatchObject({ seq: 1, duplicate: false })
    expect(ack.conversationId).not.toBe(extra.conversationId)
    expect((await author.events())[0]).toMatchObject({ sender: { kind: 'visitor' } })
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test('hello with a page of unknown or deep fields does not reach the database', async () => {
    const author = await shop.newVisitor()
    const socket = await shop.socket(`/public/api/v1/inboxes/${author.inboxId}/socket`)
    const deep = `${'['.repeat(8_000)}${']'.repeat(8_000)}`
    socket.sendRaw(
      `{"type":"hello","protocol":1,"token":"${author.token}","lastSeq":0,"page":{"url":"/","deep":${deep}}}`,
    )
    expect((await socket.closed).code).toBe(4400)
    expect(socket.frames).toMatchObject([{ type: 'error', code: 'frame_malformed' }])
  })

  test('that an agent sends to a conversation of another tenant is refused and not stored', async () => {
    const theirs = await (await shop.newVisitor(shop.other)).say('hello')
    const socket = await shop.deskSocket(owner)
    socket.send({
      type: 'send',
      conversationId: theirs.conversationId,
      clientMessageId: 'foreign-000001',
      text: 'x',
      epoch: 0,
    })
    const error = await socket.wait('error')
    expect(error).toMatchObject({ code: 'conversation_not_found', clientMessageId: 'foreign-000001', retryable: false })
    socket.send({ type: 'follow', conversationId: theirs.conversationId, lastSeq: 0 })
    socket.send({ type: 'read', conversationId: theirs.conversationId, seq: 1 })
    socket.send({ type: 'typing', conversationId: theirs.conversationId, on: true })
    socket.send({ type: 'ping', n: 1 })
    await socket.wait('pong')
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(socket.events()).toEqual([])
    const { rows } = await shop.db.query(
      "SELECT 1 FROM event WHERE kind = 'read' OR client_message_id = 'foreign-000001'",
    )
    expect(rows).toEqual([])
  })
})

const fault = (work: () => unknown): YingdaError => {
  try {
    work()
  } catch (error) {
    return error as YingdaError
  }
  throw new Error('nothing was refused')
}

describe('a file of intents', () => {
  const entry = (more: string) =>
    `intents:\n  - name: fine\n    title: {zh: a, en: a}\n    kind: answer\n    sensitive: false\n    answer: {zh: a, en: a}\n    utterances: {zh: [a], en: [a]}\n${more}`
  test.each<[string, string, string, number | undefined]>([
    ['that is empty', '', 'file_empty', undefined],
    ['that is blank', ' \n\t\n', 'file_empty', undefined],
    ['of broken YAML', 'intents:\n  - name: a\n    title: {zh: a\n  - b: [', 'yaml_broken', 4],
    ['with a tab for indentation', 'intents:\n\t- name: a\n', 'yaml_broken', 2],
    ['without the list', 'things:\n  - 1\n', 'intent_malformed', 1],
    ['that is a list', '- 1\n- 2\n', 'intent_malformed', 1],
    ['with a bad name', entry('  - name: Bad Name\n    title: {zh: a, en: a}\n'), 'intent_malformed', 8],
    ['with an unknown kind', entry('').replace('kind: answer', 'kind: magic'), 'intent_malformed', 4],
  ])('%s is refused with its line', (_, text, code, line) => {
    const error = fault(() => parseIntents('shop.yaml', text))
    expect(error.code).toBe(code)
    expect(error.message).toContain('shop.yaml')
    expect(error.remedy).toBeTruthy()
    if (line !== undefined) expect(error.params).toMatchObject({ file: 'shop.yaml', line })
  })

  test('that explodes by aliases is refused in time', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghij'
        .split('')
        .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`),
    ].join('\n')
    const started = performance.now()
    expect(() => parseIntents('bomb.yaml', `${bomb}\nintents: *j\n`)).toThrow()
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('a knowledge file', () => {
  test.each<[string, string, string, string, number | undefined]>([
    ['that is empty', 'a.md', '', 'file_empty', undefined],
    ['that is empty', 'a.jsonl', '\n \n', 'file_empty', undefined],
    ['of a kind that nobody reads', 'a.exe', 'MZ', 'file_kind_unknown', undefined],
    ['of broken JSON', 'a.jsonl', '{"id":"a","question":"q","answer":"x"}\n{"id":', 'json_broken', 2],
    ['with a list in a line', 'a.jsonl', '[1]', 'field_type', 1],
    ['without an answer', 'a.jsonl', '\n\n{"id":"a","question":"q"}', 'field_missing', 3],
    [
      'with a key twice',
      'a.jsonl',
      '{"id":"a","question":"q","answer":"x"}\n{"id":"a","question":"q","answer":"x"}',
      'key_twice',
      2,
    ],
    ['of broken front matter', 'a.md', '---\ntitle: [a\n---\ntext', 'front_matter_broken', 1],
    ['without a column', 'a.csv', 'question,nothing\na,b', 'column_missing', 1],
    ['with an open quote', 'a.csv', 'question,answer\na,"b', 'csv_broken', undefined],
  ])('%s is refused: %s', (_, file, text, code, line) => {
    const error = fault(() => parseKnowledgeFile(file, text))
    expect(error.code).toBe(code)
    expect(error.message).toContain(file)
    expect(error.remedy).toBeTruthy()
    if (line !== undefined) expect(error.params).toMatchObject({ file, line })
  })
})

test('the server still answers after all of this', async () => {
  expect((await shop.request('GET', '/readyz')).body).toEqual({ status: 'ok', broken: [] })
  const author = await shop.newVisitor()
  await author.say('Still there?')
  expect((await author.events()).map(event => event.sender.kind)).toEqual(['visitor', 'bot'])
})
