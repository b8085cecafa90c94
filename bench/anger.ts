/**
 * How well anger is told from calm: `npm run bench:anger [-- --errors --json --threshold 0.5]`.
 *
 * The lines of bench/anger/ were written before the scorer. Each third one is kept aside: its errors were never looked
 * at while the lists of words grew, and `--errors` does not show them.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { angerOf } from '../src/dialog/anger/score.ts'
import { ANGRY_FROM } from '../src/dialog/handover/settings.ts'
import { normalize } from '../src/text/normalize.ts'

type Split = 'tuned' | 'kept'
interface Line {
  text: string
  angry: boolean
  split: Split
  score: number
}

const KEPT_EACH = 3

function readLines(language: 'zh' | 'en', mood: 'angry' | 'calm'): Line[] {
  const path = fileURLToPath(new URL(`anger/${language}-${mood}.txt`, import.meta.url))
  const texts = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return texts.map((text, i) => ({
    text,
    angry: mood === 'angry',
    split: i % KEPT_EACH === KEPT_EACH - 1 ? 'kept' : 'tuned',
    score: angerOf(text, normalize(text)).score,
  }))
}

function figures(lines: readonly Line[], from: number) {
  const said = lines.filter(({ score }) => score >= from)
  const right = said.filter(({ angry }) => angry).length
  const angry = lines.filter(line => line.angry).length
  const precision = right / said.length
  const recall = right / angry
  return { angry, calm: lines.length - angry, precision, recall, falseAlarms: said.length - right }
}

const { values } = parseArgs({
  options: { errors: { type: 'boolean' }, json: { type: 'boolean' }, threshold: { type: 'string' } },
})
const from = Number(values.threshold ?? ANGRY_FROM)
const result: Record<string, ReturnType<typeof figures>> = {}
for (const language of ['zh', 'en'] as const) {
  const lines = [...readLines(language, 'angry'), ...readLines(language, 'calm')]
  for (const split of ['tuned', 'kept'] as const) {
    result[`${language}.${split}`] = figures(
      lines.filter(line => line.split === split),
      from,
    )
  }
  if (values.errors) {
    for (const { text, angry, score } of lines.filter(
      line => line.split === 'tuned' && line.score >= from !== line.angry,
    ))
      console.log(`${angry ? 'missed     ' : 'false alarm'} ${score.toFixed(2)} ${text}`)
  }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
if (values.json) console.log(JSON.stringify({ threshold: from, ...result }))
else {
  console.log(`angry from ${from}`)
  for (const [name, { angry, calm, precision, recall, falseAlarms }] of Object.entries(result))
    console.log(
      `${name.padEnd(9)} ${angry} angry, ${calm} calm: precision ${percent(precision)}, recall ${percent(recall)}, false alarms ${falseAlarms}`,
    )
}
