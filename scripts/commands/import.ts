/** `yingda import`: knowledge and intents from files, folders and the web. */
import type { SourceView } from '../../src/retrieval/source-list.store.ts'
import { type Command, EXIT } from '../command.ts'
import type { Wanted } from '../import-sources.ts'
import type { ReadFiles } from '../knowledge-files.ts'
import { conclude, createProgress, outputColours } from '../terminal.ts'
import type { Workplace } from '../workplace.ts'

const ADDRESS = /^https?:\/\//i

export const importKnowledge: Command = {
  usage: 'import <path>',
  summary:
    'Import a file, folder or web address: Markdown, FAQ as CSV or JSONL, intents and entities as YAML; PDF, DOCX, XLSX, HTML, TXT',
  example: 'import ./my-knowledge',
  options: [
    { flags: '--site', description: 'Of an address: also the pages below it that it links to' },
    { flags: '--depth <links>', description: 'With --site: links followed from the first page, 0 to 5; default 2' },
    { flags: '--pages <count>', description: 'With --site: pages at most, 1 to 500; default 50' },
  ],
  async run([path = ''], options) {
    const { wanted, ...read } = ADDRESS.test(path) ? ofAddress(await addressOf(path, options)) : await ofFiles(path)
    const { inTenant } = await import('../workplace.ts')
    let failed = 0
    await inTenant({ create: true }, async place => {
      const written = await storeWritten(place, read)
      const { describeSource, importSources } = await import('../import-sources.ts')
      const sources = wanted.length === 0 ? [] : await importSources(place, wanted, createProgress())
      failed = sources.filter(({ ingestion }) => ingestion?.stage !== 'done').length
      const { files, others } = read
      conclude(options, { files, ...written.counts, sources: sources.map(inShort), others }, () => [
        `Read ${files} ${files === 1 ? 'file' : 'files'}.`,
        ...written.lines,
        ...sources.map(describeSource),
        ...(others.length === 0 ? [] : [outputColours.dim(`  left alone  ${others.length}: ${someOf(others)}`)]),
        ...(written.trains
          ? ['The intents have changed: put them in service with npx yingda train --only-database']
          : []),
      ])
    })
    return failed > 0 ? EXIT.invalid : EXIT.done
  },
}

type Read = Omit<ReadFiles, 'sources'>

/** What a person has written for us, stored as it is: nothing when one of the files is broken. */
async function storeWritten({ db, bus, tenantId }: Workplace & { tenantId: string }, read: Read) {
  const { createKnowledgeAdmin } = await import('../../src/admin/knowledge.ts')
  const { describeCounts, storeEntities, storeIntents } = await import('../store-intents.ts')
  const tenant = db.tenant(tenantId)
  const counts = {
    entities: await storeEntities(tenant, read.entities),
    documents: await createKnowledgeAdmin({ db, bus }).import(tenantId, read.documents),
    intents: await storeIntents(tenant, read.intents),
  }
  if (read.intents.length + read.entities.length > 0) bus.publish({ kind: 'settings', tenantId })
  const lines = (['documents', 'intents', 'entities'] as const).flatMap(what =>
    read[what].length === 0 ? [] : [`  ${what.padEnd(10)}  ${describeCounts(counts[what])}`],
  )
  return { counts, lines, trains: counts.intents.added + counts.intents.changed > 0 }
}

const ofAddress = (wanted: Wanted) => ({
  documents: [],
  intents: [],
  entities: [],
  files: 1,
  others: [],
  wanted: [wanted],
})

async function ofFiles(path: string) {
  const { readFiles } = await import('../knowledge-files.ts')
  const progress = createProgress()
  try {
    const { sources, ...read } = readFiles(path, (share, file) => progress.show(share, file))
    return { ...read, wanted: sources.map((file): Wanted => ({ file })) }
  } finally {
    // The bar goes away before an error is printed.
    progress.end()
  }
}

async function addressOf(url: string, options: Record<string, unknown>): Promise<Wanted> {
  const { numberOption } = await import('../options.ts')
  if (options.site !== true) return { address: { kind: 'page', url } }
  const { SITE_LIMITS } = await import('../../src/admin/sources.ts')
  const { SITE_DEFAULTS } = await import('../../src/retrieval/source.store.ts')
  const number = (name: 'depth' | 'pages', least: number) =>
    numberOption(`--${name}`, options[name], { least, most: SITE_LIMITS[name], fallback: SITE_DEFAULTS[name] })
  const [depth, pages] = [number('depth', 0), number('pages', 1)]
  return { address: { kind: 'site', url, depth, pages } }
}

const inShort = ({ id, name, documents, passages, pages, ingestion }: SourceView) => ({
  id,
  name,
  pages,
  documents,
  passages,
  state: ingestion?.stage,
  error: ingestion?.error ?? undefined,
  result: ingestion?.result ?? undefined,
})

const SHOWN = 3
const someOf = (files: readonly string[]): string =>
  `${files.slice(0, SHOWN).join(', ')}${files.length > SHOWN ? ' …' : ''}`
