/** When two addresses mean the same page, and which addresses belong to a section of a site. */

/** Parameters that say who came or from where, not what is shown. */
const VISIT =
  /^(phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|session_?id|sessid|sid|zenid|utm_\w+|gclid|fbclid|msclkid|yclid|_ga|_gl|spm|scm)$/i
/** Java servers put the session into the path. */
const PATH_SESSION = /;jsessionid=[^/]*/gi

/**
 * Without fragment and session parameters. The query is cut as text and not read: many Chinese sites write it in GBK,
 * which reading and writing again would break.
 */
export function pageUrl(url: URL): URL {
  const page = new URL(url)
  page.hash = ''
  page.pathname = page.pathname.replace(PATH_SESSION, '')
  const kept = page.search
    .slice(1)
    .split('&')
    .filter(pair => !VISIT.test(pair.split('=')[0] ?? ''))
  page.search = kept.join('&')
  return page
}

/** The pages of the start's origin at and below it: /help and /help/*, /help/index.html -> /help/*. */
export function sectionOf(start: URL): (url: URL) => boolean {
  const { origin, pathname } = start
  const folder = folderOf(pathname)
  return url => url.origin === origin && (url.pathname === pathname || url.pathname.startsWith(folder))
}

function folderOf(pathname: string): string {
  if (pathname.endsWith('/')) return pathname
  const last = pathname.slice(pathname.lastIndexOf('/') + 1)
  return last.includes('.') ? pathname.slice(0, -last.length) : `${pathname}/`
}
