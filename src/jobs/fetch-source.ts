/** The originals of a page or site, through the guarded door. */
import type { YingdaError } from '../errors.ts'
import type { GuardedFetch } from '../fetching/guarded-fetch.ts'
import { type CrawlOptions, crawlSite } from '../fetching/site.ts'
import { type OriginalFile, SITE_DEFAULTS, type Source } from '../retrieval/source.store.ts'

export interface FetchedSource {
  files: OriginalFile[]
  /** Pages of a site that could not be had. */
  failed: { url: string; error: YingdaError }[]
}

export interface FetchSourceDeps {
  fetch: GuardedFetch
  linksOf: CrawlOptions['linksOf']
}

const ACCEPT = 'text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf,*/*;q=0.5'

/** @throws what fetching throws: `url_refused`, `fetch_failed`, `robots_disallowed` … */
export function createSourceFetcher({ fetch, linksOf }: FetchSourceDeps) {
  return async (
    { kind, url, options }: Source,
    signal: AbortSignal,
    progress: (share: number, page: string) => void,
  ): Promise<FetchedSource> => {
    if (kind !== 'site') return { files: await fetchPage(fetch, url!, signal), failed: [] }
    const { depth = SITE_DEFAULTS.depth, pages = SITE_DEFAULTS.pages } = options
    const files: OriginalFile[] = []
    const { failed } = await crawlSite(url!, {
      fetch,
      linksOf,
      depth,
      pages,
      signal,
      onPage(page) {
        files.push({ name: fileName(page.url), url: page.url, bytes: page.bytes })
        progress(files.length / pages, page.url)
      },
    })
    return { files, failed }
  }
}

async function fetchPage(fetch: GuardedFetch, address: string, signal: AbortSignal): Promise<OriginalFile[]> {
  const fetched = await fetch(address, { signal, accept: ACCEPT })
  // Without an etag the answer is always a page.
  if (fetched.kind === 'unchanged') return []
  return [{ name: fileName(fetched.url), url: fetched.url, bytes: fetched.bytes }]
}

/** The path's last part: what a browser would save it as. */
function fileName(address: string): string {
  const { pathname, host } = new URL(address)
  const last = pathname.split('/').filter(Boolean).at(-1)
  return (last === undefined ? host : decodeSafely(last)).slice(0, 200)
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
