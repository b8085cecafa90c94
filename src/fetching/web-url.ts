/** From what somebody wrote to a URL that may be asked for, as far as that can be told without looking up its name. */
import { isIP } from 'node:net'
import { type AllowedHosts, hostOf } from './allowed-hosts.ts'
import { refused } from './fetch-error.ts'

/** WHATWG Fetch, "port blocking": other protocols that would take a request for theirs. */
const BAD_PORTS = new Set(
  (
    '0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 ' +
    '123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 ' +
    '990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080'
  ).split(' '),
)

/**
 * The URL, its host without a trailing dot. `new URL` writes every spelling of an address (octal, hex, short, full-width)
 * as one, so that this one is checked. Throws `url_refused`.
 */
export function webUrl(text: string, hosts: AllowedHosts, base?: URL): URL {
  if (!URL.canParse(text, base)) throw refused(text, 'url')
  const url = new URL(text, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused(text, 'scheme')
  if (url.username !== '' || url.password !== '') throw refused(withoutCredentials(url), 'credentials')
  if (BAD_PORTS.has(url.port)) throw refused(url.href, 'port')
  const host = hostOf(url)
  if (isIP(host)) {
    if (!hosts.address(host, host)) throw refused(url.href, 'address')
    return url
  }
  if (!hosts.name(host)) throw refused(url.href, 'host')
  url.hostname = host
  return url
}

/** Errors are shown and logged: a password in an address must not be. */
function withoutCredentials(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
