/**
 * How well the bot answers with the sample knowledge: `npm run bench:sample [-- --errors --json]`.
 *
 * Reads knowledge/, trains the intents, indexes the knowledge, and asks each test question as a fresh conversation:
 * understand -> search -> decide, as the server does. `tuned` questions were looked at while building, `kept` ones never.
 */
import { parseArgs } from 'node:util'
import type { Decision } from '../src/dialog/decision.ts'
import type { Embedder } from '../src/embedder.ts'
import type { Language } from '../src/message.ts'
import { embedderOf, largerModels, MODES, type Mode } from './bench-embedder.ts'
import { type Asked, allQuestions, ask, build, decide, type Material, readMaterial } from './sample-engine.ts'
import { LANGUAGES, type TestQuestion } from './sample-files.ts'
import { type Figures, figuresOf, type Outcome, outcomeOf, outcomeOfGiven } from './sample-outcome.ts'
import { naturalBayes, type Peer, plainBm25 } from './sample-peers.ts'

type Table = Record<Language, Partial<Record<'tuned' | 'kept', Figures>>>

interface Judged {
  asked: { question: TestQuestion; language: Language }
  outcome: Outcome
  said: string
}

function tableOf(judged: readonly Judged[]): Table {
  const of = (language: Language, split: 'tuned' | 'kept') =>
    figuresOf(
      judged
        .filter(({ asked }) => asked.language === language && asked.question.split === split)
        .map(each => each.outcome),
    )
  const row = (language: Language) => ({ tuned: of(language, 'tuned'), kept: of(language, 'kept') })
  return { zh: row('zh'), en: row('en') }
}

async function judgeEngine(material: Material, embedder: Embedder | undefined): Promise<Judged[]> {
  const { engine, knowledge } = await build(material, embedder)
  const judged: Judged[] = []
  for (const { language, question } of allQuestions()) {
    const asked = await ask(engine, knowledge, language, question, material.intents)
    const decision = decide(asked, material.intents)
    const outcome = outcomeOf(question.expect, decision, asked.understanding, material.intents)
    judged.push({ asked, outcome, said: summary(decision, asked) })
  }
  return judged
}

function judgePeer(make: (language: Language) => Peer): Judged[] {
  const peers = { zh: make('zh'), en: make('en') }
  return allQuestions().map(asked => {
    const given = peers[asked.language].answer(asked.question.text)
    return { asked, outcome: outcomeOfGiven(asked.question.expect, given), said: given ?? '-' }
  })
}

function summary(decision: Decision, { understanding, hits }: Asked): string {
  const choices = decision.kind === 'clarify' ? decision.choices.map(choice => choice.id).join(' ') : ''
  const best = hits.slice(0, 3).map(hit => `${hit.key} ${hit.confidence.toFixed(2)}`)
  const intents = understanding.intents.slice(0, 2).map(each => `${each.name} ${each.confidence.toFixed(2)}`)
  return `${decision.kind}/${decision.rule} ${choices} [${best.join(', ')}] [${intents.join(', ')}; out ${understanding.outOfScope.toFixed(2)}]`
}

function print(name: string, table: Table): void {
  const percent = (share: number) => `${(100 * share).toFixed(1)}`.padStart(5)
  for (const language of LANGUAGES) {
    for (const split of ['tuned', 'kept'] as const) {
      const row = table[language][split]
      if (!row || row.n === 0) continue
      const { low, high } = row.rightOrRefusedInterval
      const columns = [row.right, row.askedBack - row.askedBackWrongly, row.refusedRightly, row.rightOrRefused]
      const bad = [row.askedBackWrongly, row.refusedWrongly, row.wrong]
      console.log(
        `${name.padEnd(24)} ${language} ${split.padEnd(5)} n ${String(row.n).padStart(3)} |${columns.map(percent).join(' |')} ` +
          `[${percent(low)},${percent(high)}] |${bad.map(percent).join(' |')} [${percent(row.wrongInterval.low)},${percent(row.wrongInterval.high)}]`,
      )
    }
  }
}

function printErrors(name: string, judged: readonly Judged[]): void {
  for (const { asked, outcome, said } of judged) {
    if (outcome === 'right' || outcome === 'refusedRight' || outcome === 'askedRight') continue
    const { id, text, expect } = asked.question
    console.log(`${name} ${outcome.padEnd(12)} ${id} ${text}\n    wanted ${JSON.stringify(expect)}\n    got ${said}`)
  }
}

const { values: options } = parseArgs({
  options: {
    errors: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** Names of the JSON figures: without an embedder, with the one that everybody has, with larger ones. */
const KEYS: Record<Mode, string> = { words: 'lexical', fast: 'vectors', best: 'best' }

const HELP = `Usage: npm run bench:sample -- [--errors] [--json] [--only words|fast|best]
  --errors  list each question that went wrong (tuned ones only)
  --json    print the figures as one JSON object in the last line: lexical (words), vectors (fast), best, peers
words: no embedder; fast: the built-in one; best: larger models, YINGDA_EMBEDDER=<folder>[,<folder>], or ours and ../shared/models.`

async function main(): Promise<void> {
  if (options.help) return console.log(HELP)
  const material = readMaterial()
  const results: Record<string, Table> = {}
  console.log(`${' '.repeat(41)}|right |asked+|refus+| good  [95 %]       |asked-|refus-|wrong [95 %]`)
  const show = (name: string, key: string, judged: readonly Judged[]) => {
    results[key] = tableOf(judged)
    print(name, results[key])
    if (options.errors && !key.startsWith('peer'))
      printErrors(
        key,
        judged.filter(({ asked }) => asked.question.split === 'tuned'),
      )
  }
  for (const mode of MODES.filter(mode => options.only === undefined || mode === options.only)) {
    if (mode === 'best' && largerModels().length === 0) console.log('best: skipped, no larger model (see --help)')
    else {
      const embedder = await embedderOf(mode)
      show(mode, KEYS[mode], await judgeEngine(material, embedder))
      await embedder?.close()
    }
  }
  show(
    'BM25, first hit',
    'peerBm25',
    judgePeer(language => plainBm25(material.passages, material.lines, language)),
  )
  show(
    'natural BayesClassifier',
    'peerBayes',
    judgePeer(language => naturalBayes(material.passages, material.lines, language)),
  )
  if (options.json) console.log(JSON.stringify(results))
}

await main()
