/** The measured quality of a training, for the terminal. */
import type { TrainingResult } from '../src/admin/training.ts'
import type { IntentScores, TrainingReport } from '../src/nlu/report.ts'
import { outputColours, table } from './terminal.ts'

/** Below this F1 an intent is shown in red: two of three such messages go wrong one way or the other. */
const WEAK_F1 = 0.6
const SHOWN_CONFLICTS = 5

export function describeTraining({ hash, manifest, report }: TrainingResult): string[] {
  return [
    ...describeReport(report),
    '',
    `Model ${hash.slice(0, 12)}: ${manifest.intents.length} intents, ${manifest.utterances} utterances, ${manifest.languages.join(' + ')}, embedder ${manifest.embedder ?? 'none'}; trained in ${report.seconds.toFixed(1)} s and now in service.`,
  ]
}

export function describeReport(report: TrainingReport): string[] {
  return [
    outputColours.bold(
      `Cross-validation, ${report.folds} folds: every utterance judged by a model that had not seen it`,
    ),
    ...scoresTable(report.perIntent),
    '',
    `accuracy      ${share(report.accuracy)}${byLanguage(report)}`,
    `macro F1      ${share(mean(report.perIntent.map(intent => intent.f1)))}`,
    `out of scope  ${report.outOfScope === undefined ? 'not measured: too few intents' : `AUC ${report.outOfScope.auc.toFixed(3)} (1: strangers always told apart, 0.5: by chance)`}`,
    ...points(report),
    ...confusions(report),
    ...conflicts(report),
  ]
}

function scoresTable(intents: readonly IntentScores[]): string[] {
  const rows = intents.map(({ name, precision, recall, f1, support }) => [
    name,
    ...[precision, recall, f1].map(number => number.toFixed(3)),
    String(support),
  ])
  const [head = '', ...lines] = table(['intent', 'precision', 'recall', 'f1', 'support'], rows, [1, 2, 3, 4])
  return [head, ...lines.map((line, i) => (intents[i]!.f1 < WEAK_F1 ? outputColours.red(line) : line))]
}

const byLanguage = ({ byLanguage }: TrainingReport): string =>
  Object.entries(byLanguage)
    .map(([language, accuracy]) => `   ${language} ${share(accuracy)}`)
    .join('')

function points({ operatingPoints }: TrainingReport): string[] {
  const rows = operatingPoints.map(({ language, wanted, threshold, coverage, precision, low, high }) =>
    coverage === 0
      ? [language, share(wanted), 'never', '', '']
      : [
          language,
          share(wanted),
          threshold.toFixed(2),
          share(coverage),
          `${share(precision)} (${share(low)} to ${share(high)})`,
        ],
  )
  return [
    '',
    outputColours.bold('Answering only from a confidence on'),
    ...table(['', 'right at least', 'from', 'answers', 'right (95 % interval)'], rows, [1, 2, 3]),
  ]
}

function confusions({ confusions }: TrainingReport): string[] {
  if (confusions.length === 0) return []
  const rows = confusions.map(({ count, expected, predicted, example }) => [
    String(count),
    expected,
    predicted,
    example,
  ])
  return [
    '',
    outputColours.bold('Most often mistaken'),
    ...table(['times', 'is', 'taken for', 'for instance'], rows, [0]),
  ]
}

function conflicts({ conflicts }: TrainingReport): string[] {
  if (conflicts.length === 0) return []
  return [
    '',
    outputColours.yellow(`${conflicts.length} utterances stand under several intents; each can only be right for one:`),
    ...conflicts.slice(0, SHOWN_CONFLICTS).map(({ text, intents }) => `  “${text}”  ${intents.join(', ')}`),
  ]
}

const share = (value: number): string => `${(100 * value).toFixed(1)} %`
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
