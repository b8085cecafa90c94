/**
 * What agents are suggested with the sample knowledge: `npm run bench:copilot [-- --json]`.
 *
 * Each test question as a visitor's last words: is anything suggested, is the right answer among the three, is it the
 * first; and for how many questions that the knowledge does not answer is something suggested all the same. For several
 * values of BEST_FROM, the other number as it is.
 */
import { parseArgs } from 'node:util'
import { BEST_FROM, OTHERS_FROM, SUGGESTIONS_AT_MOST } from '../src/conversation/suggest.ts'
import { rankCandidates } from '../src/dialog/candidates.ts'
import { DEFAULT_THRESHOLDS } from '../src/dialog/thresholds.ts'
import { openEmbedder } from '../src/embedding/open.ts'
import { allQuestions, ask, build, readMaterial } from './sample-engine.ts'

const FROM = [...new Set([0.15, 0.25, 0.35, BEST_FROM, 0.55, 0.65])].sort((a, b) => a - b)
const { values } = parseArgs({ options: { json: { type: 'boolean' } } })

const material = readMaterial()
const intents = new Map(material.intents.map(intent => [intent.name, intent]))
const { engine, knowledge } = await build(material, await openEmbedder(['built-in']))

interface Judged {
  split: string
  language: string
  answerable: boolean
  best: number
  /** Place of the first right one among the three, from 1; 0 for none. */
  place: number
}

const judged: Judged[] = []
for (const { language, question } of allQuestions()) {
  const { expect, split } = question
  const small = expect.intent?.some(name => intents.get(name)?.kind !== 'answer') ?? false
  // Small talk and wishes for a person are no questions for an agent's knowledge.
  if (small) continue
  const { understanding, hits } = await ask(engine, knowledge, language, question, material.intents)
  const shown = rankCandidates(understanding, hits, intents, DEFAULT_THRESHOLDS)
    .filter(one => one.confidence >= OTHERS_FROM && (one.kind === 'passage' || one.intent.kind === 'answer'))
    .slice(0, SUGGESTIONS_AT_MOST)
  const right = shown.findIndex(one =>
    one.kind === 'intent'
      ? expect.intent?.includes(one.intent.name)
      : (one.hit.kind === 'faq' ? expect.faq : expect.article)?.includes(one.hit.key),
  )
  judged.push({ split, language, answerable: !expect.refuse, best: shown[0]?.confidence ?? 0, place: right + 1 })
}

const share = (part: readonly Judged[], which: (one: Judged) => boolean) =>
  part.filter(which).length / (part.length || 1)
const rows = FROM.flatMap(from =>
  ['zh', 'en'].flatMap(language =>
    ['tuned', 'kept'].map(split => {
      const part = judged.filter(one => one.language === language && one.split === split)
      const asked = part.filter(one => one.answerable)
      const stranger = part.filter(one => !one.answerable)
      return {
        from,
        language,
        split,
        n: asked.length,
        suggested: share(asked, one => one.best >= from),
        rightAmongThree: share(asked, one => one.best >= from && one.place > 0),
        rightFirst: share(asked, one => one.best >= from && one.place === 1),
        strangers: stranger.length,
        suggestedToStrangers: share(stranger, one => one.best >= from),
      }
    }),
  ),
)
if (values.json) console.log(JSON.stringify({ rows }))
else
  console.table(
    rows.map(row =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(3)) : value,
        ]),
      ),
    ),
  )
