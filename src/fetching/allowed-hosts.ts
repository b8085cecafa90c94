/** Which hosts and addresses may be reached: the public ones, and what the operator allows beside them. */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { InvalidInput } from '../errors.ts'

export interface AllowedHosts {
  /** Whether a name may be looked up at all. `host` as `hostOf` gives it. */
  name(host: string): boolean
  /** Whether a connection to this address may be made, `host` being what was asked for. Unreadable ones may not. */
  address(address: string, host: string): boolean
}

type Address = ReturnType<typeof ipaddr.parse>
type Block = ReturnType<typeof ipaddr.parseCIDR>

/** Names that never mean a public host: RFC 6761, RFC 6762, RFC 8375, and what routers and clouds use inside. */
const INSIDE =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|test|invalid|example|onion|home\.arpa)$/
/** Global unicast, the only part of IPv6 that is routed: it leaves out ::/96, fec0::/10 and all else to come. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')
/** Public by number, inside by use: Azure answers its own machines there. */
const INSIDE_ADDRESSES = ['168.63.129.16']
/** What a name that is allowed may lead to. Link-local is not among them: cloud metadata needs its CIDR said. */
const PRIVATE = ['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']

/** `allow` holds host names and CIDR blocks (or single addresses). Throws InvalidInput on what is neither. */
export function allowedHosts(allow: readonly string[]): AllowedHosts {
  const blocks = allow.map(blockOf).filter(block => block !== undefined)
  const names = new Set(allow.filter(entry => blockOf(entry) === undefined).map(nameOf))
  return {
    name: host => names.has(host) || (host.includes('.') && !INSIDE.test(host)),
    address(text, host) {
      if (!ipaddr.isValid(text)) return false
      const address = ipaddr.parse(text)
      if (isPublic(address)) return true
      if (names.has(host) && PRIVATE.includes(address.range())) return true
      return blocks.some(block => inBlock(ipaddr.process(text), block))
    },
  }
}

/** Lower-case, without the brackets of IPv6 and without trailing dots, which name the same host. */
export function hostOf(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '')
    .toLowerCase()
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || INSIDE_ADDRESSES.includes(address.toString())) return false
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6)
}

function inBlock(address: Address, block: Block): boolean {
  return address.kind() === block[0].kind() && address.match(block)
}

function blockOf(entry: string): Block | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry)
  if (isIP(entry) === 0) return undefined
  const address = ipaddr.parse(entry)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

function nameOf(entry: string): string {
  const host = URL.canParse(`http://${entry}/`) ? hostOf(new URL(`http://${entry}/`)) : ''
  if (host !== '' && !/[/:@?#*]/.test(entry)) return host
  throw new InvalidInput('host_invalid', `"${entry}" is neither a host name nor a CIDR block`, {
    remedy: 'Write a name like wiki.example.com or a block like 10.1.0.0/16.',
    value: entry,
  })
}
