/** `yingda import`: knowledge and intents from files; nothing is stored when one of them is broken. */
import type { Command } from '../command.ts'
import { conclude, createProgress, outputColours } from '../terminal.ts'

export const importKnowledge: Command = {
  usage: 'import <path>',
  summary: 'Import a file or folder: Markdown articles, FAQ as CSV or JSONL, intents and entities as YAML',
  example: 'import ./my-knowledge',
  options: [],
  async run([path = ''], options) {
    const { readFiles } = await import('../knowledge-files.ts')
    const { inTenant } = await import('../workplace.ts')
    const { createKnowledgeAdmin } = await import('../../src/admin/knowledge.ts')
    const { describeCounts, storeEntities, storeIntents } = await import('../store-intents.ts')
    const progress = createProgress()
    const read = readAll(() => readFiles(path, (share, file) => progress.show(share / 2, file)), progress.end)
    const { documents, intents, entities, files, others } = read
    await inTenant({ create: true }, async ({ db, bus, tenantId }) => {
      progress.show(0.5, `storing ${documents.length} documents and ${intents.length} intents`)
      const named = await storeEntities(db.tenant(tenantId), entities)
      const stored = await createKnowledgeAdmin({ db, bus }).import(tenantId, documents)
      const learnt = await storeIntents(db.tenant(tenantId), intents)
      if (intents.length + entities.length > 0) bus.publish({ kind: 'settings', tenantId })
      progress.end()
      conclude(options, { files, documents: stored, intents: learnt, entities: named, others }, () => [
        `Read ${files} ${files === 1 ? 'file' : 'files'}.`,
        ...(documents.length === 0 ? [] : [`  documents   ${describeCounts(stored)}`]),
        ...(intents.length === 0 ? [] : [`  intents     ${describeCounts(learnt)}`]),
        ...(entities.length === 0 ? [] : [`  entities    ${describeCounts(named)}`]),
        ...(others.length === 0 ? [] : [outputColours.dim(`  left alone  ${others.length}: ${someOf(others)}`)]),
        ...(learnt.added + learnt.changed === 0
          ? []
          : ['The intents have changed: put them in service with npx yingda train --only-database']),
      ])
    })
    return undefined
  },
}

/** The bar goes away before an error is printed. */
function readAll<T>(read: () => T, end: () => void): T {
  try {
    return read()
  } catch (error) {
    end()
    throw error
  }
}

const SHOWN = 3
const someOf = (files: readonly string[]): string =>
  `${files.slice(0, SHOWN).join(', ')}${files.length > SHOWN ? ' …' : ''}`
