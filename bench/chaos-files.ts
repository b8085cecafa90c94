/**
 * 300 malformed or hostile files of 12 kinds, each read as an upload is read: does every one give documents or a reason,
 * and what do they cost the server's own thread?
 *
 *     npm run chaos:files [-- --json] [-- --each 25] [-- --seed 6]
 */
import { YingdaError } from '../src/errors.ts'
import { createFileParser } from '../src/parsing/parser-thread.ts'
import { hostileFiles } from '../test/helpers/hostile-files.ts'

const json = process.argv.includes('--json')
const numberOf = (flag: string, fallback: number) => Number(process.argv[process.argv.indexOf(flag) + 1]) || fallback
const say = (line: string) => (json ? console.error : console.log)(line)
const LIMITS = { timeoutMs: 10_000, memoryMb: 512 }
/** A file is hung when its reason does not come within its own limit and this. */
const GRACE_MS = 5_000

const parser = createFileParser(LIMITS)
const outcomes = new Map<string, number>()
let [withoutReason, hung, slowestMs] = [0, 0, 0]
const held = () => process.memoryUsage().heapUsed + process.memoryUsage().external
const before = held()
let peak = before
const files = hostileFiles(numberOf('--seed', 6), numberOf('--each', 25))
for (const { name, bytes } of files) {
  const begun = performance.now()
  const outcome = await parser.parse(name, bytes).then(
    ({ documents }) => (documents.length > 0 ? 'documents' : 'no documents'),
    (error: unknown) => (error instanceof YingdaError ? error.code : `! ${String(error)}`),
  )
  const took = performance.now() - begun
  if (outcome.startsWith('!')) withoutReason++
  if (took > LIMITS.timeoutMs + GRACE_MS) hung++
  slowestMs = Math.max(slowestMs, took)
  peak = Math.max(peak, held())
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
}
await parser.close()

for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1]))
  say(`${String(count).padStart(4)}  ${outcome}`)
const figures = {
  files: files.length,
  withoutReason,
  hung,
  slowestMs: Math.round(slowestMs),
  serverGrowthMb: Math.round((peak - before) / 1e6),
  residentMb: Math.round(process.memoryUsage.rss() / 1e6),
}
say(
  Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(14)} ${value}`)
    .join('\n'),
)
if (json) console.log(JSON.stringify(figures))
process.exit(withoutReason + hung === 0 ? 0 : 1)
