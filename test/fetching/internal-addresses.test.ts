import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGuardedFetch } from '../../src/fetching/guarded-fetch.ts'
import { type LocalServer, openServer } from './local-server.ts'

/** Each written with PORT, where a server waits on every local address, IPv4 and IPv6. */
const URLS: [url: string, reason: string][] = [
  // The plain ones.
  ['http://127.0.0.1:PORT/', 'address'],
  ['http://127.255.255.254:PORT/', 'address'],
  ['http://0.0.0.0:PORT/', 'address'],
  ['http://0.1.2.3:PORT/', 'address'],
  ['http://10.0.0.1:PORT/', 'address'],
  ['http://172.16.0.1:PORT/', 'address'],
  ['http://172.31.255.255:PORT/', 'address'],
  ['http://192.168.1.1:PORT/', 'address'],
  ['http://100.64.0.1:PORT/', 'address'],
  ['http://100.100.100.200/latest/meta-data/', 'address'],
  ['http://169.254.169.254/latest/meta-data/', 'address'],
  ['http://169.254.0.1:PORT/', 'address'],
  ['http://168.63.129.16/machine', 'address'],
  ['http://192.0.0.192/opc/v2/', 'address'],
  ['http://192.0.2.1:PORT/', 'address'],
  ['http://198.18.0.1:PORT/', 'address'],
  ['http://198.51.100.7:PORT/', 'address'],
  ['http://203.0.113.7:PORT/', 'address'],
  ['http://224.0.0.1:PORT/', 'address'],
  ['http://240.0.0.1:PORT/', 'address'],
  ['http://255.255.255.255:PORT/', 'address'],
  // IPv4 in other spellings.
  ['http://0177.0.0.1:PORT/', 'address'],
  ['http://0177.0000.0000.0001:PORT/', 'address'],
  ['http://00000177.0.0.1:PORT/', 'address'],
  ['http://017700000001:PORT/', 'address'],
  ['http://0x7f.0.0.1:PORT/', 'address'],
  ['http://0x7F.0x0.0x0.0x1:PORT/', 'address'],
  ['http://0x7f000001:PORT/', 'address'],
  ['http://0x7f.1:PORT/', 'address'],
  ['http://2130706433:PORT/', 'address'],
  ['http://127.1:PORT/', 'address'],
  ['http://127.0.1:PORT/', 'address'],
  ['http://0:PORT/', 'address'],
  ['http://127.0.0.1.:PORT/', 'address'],
  ['http://2852039166/latest/', 'address'],
  ['http://0xa9.0xfe.0xa9.0xfe/latest/', 'address'],
  ['http://025177524776/latest/', 'address'],
  ['http://%31%32%37.0.0.1:PORT/', 'address'],
  ['http://127。0。0。1:PORT/', 'address'],
  ['http://127．0．0．1:PORT/', 'address'],
  ['http://１２７.０.０.１:PORT/', 'address'],
  ['http://①②⑦.⓪.⓪.①:PORT/', 'address'],
  ['http://127.0.0.1\u00ad:PORT/', 'address'],
  ['http://12\t7.0.0\n.1:PORT/', 'address'],
  ['http:127.0.0.1:PORT/', 'address'],
  ['http:\\\\127.0.0.1:PORT\\', 'address'],
  ['http:///127.0.0.1:PORT/', 'address'],
  ['  http://127.0.0.1:PORT/  ', 'address'],
  // IPv6.
  ['http://[::1]:PORT/', 'address'],
  ['http://[0:0:0:0:0:0:0:1]:PORT/', 'address'],
  ['http://[0000::0001]:PORT/', 'address'],
  ['http://[::]:PORT/', 'address'],
  ['http://[::ffff:127.0.0.1]:PORT/', 'address'],
  ['http://[::ffff:7f00:1]:PORT/', 'address'],
  ['http://[0:0:0:0:0:FFFF:7F00:0001]:PORT/', 'address'],
  ['http://[::ffff:8.8.8.8]:PORT/', 'address'],
  ['http://[::127.0.0.1]:PORT/', 'address'],
  ['http://[::ffff:0:127.0.0.1]:PORT/', 'address'],
  ['http://[64:ff9b::127.0.0.1]:PORT/', 'address'],
  ['http://[64:ff9b::a9fe:a9fe]/latest/', 'address'],
  ['http://[64:ff9b:1::7f00:1]:PORT/', 'address'],
  ['http://[2002:7f00:1::]:PORT/', 'address'],
  ['http://[2002:a9fe:a9fe::1]/latest/', 'address'],
  ['http://[2001:0:7f00:1::]:PORT/', 'address'],
  ['http://[2001:db8::1]:PORT/', 'address'],
  ['http://[fe80::1]:PORT/', 'address'],
  ['http://[febf::1]:PORT/', 'address'],
  ['http://[fec0::1]:PORT/', 'address'],
  ['http://[fc00::1]:PORT/', 'address'],
  ['http://[fd00:ec2::254]/latest/', 'address'],
  ['http://[ff02::1]:PORT/', 'address'],
  ['http://[100::1]:PORT/', 'address'],
  ['http://[5f00::1]:PORT/', 'address'],
  ['http://[4000::1]:PORT/', 'address'],
  ['http://[fe80::1%25lo]:PORT/', 'url'],
  ['http://[::1%lo]:PORT/', 'url'],
  ['http://[::1:PORT/', 'url'],
  // Names.
  ['http://localhost:PORT/', 'host'],
  ['http://LOCALHOST:PORT/', 'host'],
  ['http://localhost.:PORT/', 'host'],
  ['http://localhost..:PORT/', 'host'],
  ['http://ｌｏｃａｌｈｏｓｔ:PORT/', 'host'],
  ['http://loc\u00adalhost:PORT/', 'host'],
  ['http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/', 'host'],
  ['http://any.localhost:PORT/', 'host'],
  ['http://localhost.localdomain:PORT/', 'host'],
  ['http://printer.local:PORT/', 'host'],
  ['http://metadata.google.internal/computeMetadata/v1/', 'host'],
  ['http://metadata:PORT/', 'host'],
  ['http://router.home.arpa:PORT/', 'host'],
  ['http://wiki.corp:PORT/', 'host'],
  // What stands before or behind the host.
  ['http://example.com@127.0.0.1:PORT/', 'credentials'],
  ['http://example.com:80@127.0.0.1:PORT/', 'credentials'],
  ['http://user:secret@example.com/', 'credentials'],
  ['http://127.0.0.1:PORT#@example.com/', 'address'],
  ['http://127.0.0.1:PORT\\@example.com/', 'address'],
  ['http://127.0.0.1:PORT?@example.com/', 'address'],
  ['http://example.com:22/', 'port'],
  ['http://example.com:25/', 'port'],
  ['http://example.com:0/', 'port'],
  ['http://example.com:6667/', 'port'],
  ['http://example.com:99999/', 'url'],
  ['file:///etc/passwd', 'scheme'],
  ['ftp://127.0.0.1:PORT/', 'scheme'],
  ['gopher://127.0.0.1:PORT/_x', 'scheme'],
  ['data:text/html,hello', 'scheme'],
  ['unix:/var/run/docker.sock', 'scheme'],
  ['//127.0.0.1:PORT/', 'url'],
  ['', 'url'],
]

/** What a name may resolve to: none of it is gone to, alone or beside a public address. */
const ANSWERS = [
  '127.0.0.1',
  '10.1.2.3',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::127.0.0.1',
  'fe80::1%lo',
  'fd00::1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  'not an address',
]

let servers: LocalServer[]

beforeAll(async () => {
  const v4 = await openServer(response => response.end('inside'), '0.0.0.0')
  const v6 = await openServer(response => response.end('inside'), '::1', v4.port).catch(() => undefined)
  servers = v6 ? [v4, v6] : [v4]
})
afterAll(() => Promise.all(servers.map(server => server.close())))

const connections = () => servers.reduce((sum, server) => sum + server.connections, 0)
const withPort = (url: string) => url.replace('PORT', String(servers[0]!.port))
/** Were a URL of the table let through, its name would lead to the local server. */
const toLocal = async () => ['127.0.0.1']

test.each(URLS)('%j is refused before any connection is made: %s', async (url, reason) => {
  const fetch = createGuardedFetch({ resolve: toLocal, timeoutMs: 2_000 })
  await expect(fetch(withPort(url))).rejects.toMatchObject({ code: 'url_refused', params: { reason } })
  expect(connections()).toBe(0)
})

test('there are more than 60 of them', () => {
  expect(URLS.length).toBeGreaterThan(60)
})

test.each(ANSWERS)('a public name that resolves to %s is refused, and its answer not shown', async address => {
  for (const addresses of [[address], ['93.184.215.14', address], [address, '2606:4700::1111']]) {
    const fetch = createGuardedFetch({ resolve: async () => addresses, timeoutMs: 2_000 })
    const error = await fetch(withPort('http://help.example.com:PORT/')).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code: 'url_refused', params: { reason: 'address' } })
    expect(JSON.stringify([error, (error as Error).message])).not.toContain(address)
  }
  expect(connections()).toBe(0)
})

test('the same server answers when the operator allows it: the table counts what could be reached', async () => {
  const local = withPort('http://127.0.0.1:PORT/')
  for (const allowPrivate of [['127.0.0.0/8'], ['127.0.0.1']]) {
    const page = await createGuardedFetch({ allowPrivate })(local)
    expect(page).toMatchObject({ kind: 'fetched', status: 200, bytes: Buffer.from('inside') })
  }
  const named = createGuardedFetch({ allowPrivate: ['Wiki.corp'], resolve: toLocal })
  expect(await named(withPort('http://wiki.corp.:PORT/'))).toMatchObject({ kind: 'fetched' })
  await expect(named(local)).rejects.toMatchObject({ code: 'url_refused' })
  expect(connections()).toBe(3)
})

test('a name that is allowed does not open the metadata of the cloud', async () => {
  const resolve = async () => ['169.254.169.254']
  const named = createGuardedFetch({ allowPrivate: ['wiki.corp'], resolve })
  await expect(named('http://wiki.corp/')).rejects.toMatchObject({ code: 'url_refused' })
})

test.each(['', 'http://wiki.corp', 'wiki.corp/path', '10.0.0.0/99', '*.corp'])(
  '%j allows nothing: it is an error',
  allow => {
    expect(() => createGuardedFetch({ allowPrivate: [allow] })).toThrow('neither a host name nor a CIDR block')
  },
)
