import { type Finding, validateLines } from '../../src/nlu/validate.ts'
import { conclude, createProgress, outputColours } from '../terminal.ts'
import type { NluAction } from './action.ts'
import { withLines } from './lines.ts'

const SHOWN = 15

const TITLES: Record<Finding['kind'], string> = {
  contradiction: 'The same words under two intents: keep each under one',
  label_error: 'Probably under the wrong intent: move, or make the two intents one',
  near_duplicate: 'Nearly the same words under two intents: tell them apart, or make the intents one',
  duplicate: 'Twice under one intent: delete one',
  small_class: 'Too few utterances: write at least eight, as different as visitors are',
  unbalanced_languages: 'Hardly any utterances in one language: add some, or none at all',
}

/** Findings, worst first, each kind with its way out; exit code 0, for only people can judge them. */
export const validate: NluAction = async (_args, options) => {
  const progress = createProgress()
  const { utterances, findings } = await withLines(options.from, async (lines, embedder) => {
    const onProgress = (done: number) => progress.show(done / 0.7, 'looking at every utterance')
    return { utterances: lines.length, findings: await validateLines(lines, { embedder, onProgress }) }
  }).finally(progress.end)
  conclude(options, { utterances, findings }, () =>
    findings.length === 0
      ? [`${utterances} utterances, nothing to complain about.`]
      : Object.entries(TITLES).flatMap(([kind, title]) =>
          describe(
            title,
            findings.filter(one => one.kind === kind),
          ),
        ),
  )
  return undefined
}

function describe(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return []
  const more =
    findings.length > SHOWN ? [outputColours.dim(`  … and ${findings.length - SHOWN} more (--json shows all)`)] : []
  return [outputColours.bold(`${title} (${findings.length})`), ...findings.slice(0, SHOWN).map(line), ...more, '']
}

function line({ intent, text, other, otherText, strength, count }: Finding): string {
  const place = text === undefined ? `  ${intent}` : `  ${intent}: “${text}”`
  const clash = other === undefined ? '' : ` ↔ ${other}${otherText === undefined ? '' : `: “${otherText}”`}`
  const amount =
    strength === undefined ? (count === undefined ? '' : `, ${count} utterances`) : `, ${strength.toFixed(2)}`
  return `${place}${clash}${amount}`
}
