import { afterAll, describe, expect, it } from 'vitest'
import { YingdaError } from '../../src/errors.ts'
import type { ParsedFile } from '../../src/parsing/parsed-file.ts'
import { createFileParser } from '../../src/parsing/parser-thread.ts'
import { splitMarkdown } from '../../src/parsing/split.ts'
import { type HostileFile, hostileFiles } from '../helpers/hostile-files.ts'

const SEED = 6
/** `npm run chaos:files` makes 25 of each kind. */
const EACH = 4
/** Of what the server's own thread holds, at any time; a parser's thread has its own limit. */
const MAX_GROWTH = 150_000_000

const parser = createFileParser({ timeoutMs: 4000, memoryMb: 384 })
afterAll(() => parser.close())

/** What this thread itself holds, in bytes: its heap, and what hangs on it. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function outcomeOf({ name, bytes }: HostileFile): Promise<{ parsed: ParsedFile } | { code: string }> {
  try {
    return { parsed: await parser.parse(name, bytes) }
  } catch (error) {
    if (error instanceof YingdaError) return { code: error.code }
    throw error
  }
}

describe('malformed or hostile files of 12 kinds', () => {
  it('each give documents or a reason, and the server keeps its time and memory', { timeout: 300_000 }, async () => {
    const files = hostileFiles(SEED, EACH)
    expect(files).toHaveLength(12 * EACH)
    // What the server has loaded anyway: the dictionary of Chinese words.
    splitMarkdown('中文分词需要词典。')
    await parser.parse('warm.md', Buffer.from('# a\n\ntext'))
    const before = held()
    let peak = before
    const codes = new Map<string, number>()
    for (const file of files) {
      const outcome = await outcomeOf(file)
      peak = Math.max(peak, held())
      if ('code' in outcome) {
        expect(outcome.code).toMatch(/^[a-z][a-z_]+$/)
        codes.set(outcome.code, (codes.get(outcome.code) ?? 0) + 1)
      } else checkDocuments(file, outcome.parsed)
    }
    await parser.close()
    expect(peak - before).toBeLessThan(MAX_GROWTH)
    // The reasons are those of the files, not one for all.
    expect(codes.size).toBeGreaterThan(5)
  })
})

function checkDocuments(file: HostileFile, { documents }: ParsedFile): void {
  for (const { key, body, kind } of documents) {
    expect(key.length, file.kind).toBeLessThanOrEqual(200)
    if (kind === 'faq') continue
    expect(key, file.kind).toMatch(/^[^/\\\p{Cc}]+$/u)
    splitMarkdown(body)
  }
}
