/** The report of `yingda nlu test`: one page without scripts, to be read, sent and kept. What to mend comes first. */
import type { Manifest } from '../../src/nlu/model.ts'
import type { ModelTest } from '../../src/nlu/test-model.ts'

const SHOWN_PAIRS = 15
const SHOWN_EXAMPLES = 4
const WEAK_F1 = 0.6

export function htmlReport(file: string, manifest: Manifest, result: ModelTest): string {
  const { figures, questions, outside } = result
  const tiles: [string, string, string][] = [
    ['Accuracy', `${figures.accuracy.toFixed(1)} %`, `of ${questions} questions got their intent`],
    ['Macro F1', `${figures.macroF1.toFixed(1)} %`, 'every intent counts the same'],
    ['Calibration error', `${figures.ece.toFixed(1)} points`, 'how far confidence is from being right'],
    ...(figures.oosAuroc === undefined
      ? []
      : [
          [
            'Out of scope',
            `${figures.oosRecallAt95!.toFixed(1)} %`,
            `of ${outside} strangers told, 95 % of the others accepted`,
          ] as [string, string, string],
        ]),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Intents: ${text(file)}</title><style>${STYLE}</style></head><body><main>
<h1>Intents on ${text(file)}</h1>
<p class="quiet">Model of ${text(manifest.createdAt.slice(0, 16).replace('T', ' '))} UTC, ${manifest.intents.length} intents, ${manifest.utterances} utterances, ${manifest.languages.join(' and ')}.</p>
<div class="tiles">${tiles.map(([name, value, note]) => `<div><span>${name}</span><b>${value}</b><small>${note}</small></div>`).join('')}</div>
${confusions(result)}
<div class="charts">${calibration(result)}${coverage(result)}</div>
${classes(result)}
${worst(result)}
</main></body></html>
`
}

function confusions({ confusions }: ModelTest): string {
  if (confusions.length === 0) return '<h2>Nothing was mistaken</h2>'
  const rows = confusions.slice(0, SHOWN_PAIRS).map(
    ({ expected, given, errors }) =>
      `<tr><td class="n">${errors.length}</td><td>${text(expected)}</td><td>${text(given)}</td><td>${errors
        .slice(0, SHOWN_EXAMPLES)
        .map(error => `<p>${text(error.text)}</p>`)
        .join('')}</td></tr>`,
  )
  return `<h2>What is mistaken for what</h2><p class="quiet">Write utterances that tell the two apart, or make them one intent.</p>
<div class="wide"><table><thead><tr><th class="n">Times</th><th>Is</th><th>Taken for</th><th>For instance</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function classes({ perIntent }: ModelTest): string {
  const rows = [...perIntent]
    .sort((a, b) => a.f1 - b.f1)
    .map(
      ({ name, precision, recall, f1, support }) =>
        `<tr${f1 < WEAK_F1 ? ' class="weak"' : ''}><td>${text(name)}</td>${[precision, recall, f1].map(value => `<td class="n">${(100 * value).toFixed(0)}</td>`).join('')}<td class="n">${support}</td></tr>`,
    )
  return `<h2>Intent by intent, weakest first</h2><div class="wide"><table><thead><tr><th>Intent</th><th class="n">Precision %</th><th class="n">Recall %</th><th class="n">F1 %</th><th class="n">Questions</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function worst({ errors }: ModelTest): string {
  if (errors.length === 0) return ''
  const rows = errors.map(
    error =>
      `<tr><td>${text(error.text)}</td><td class="n">${(100 * error.confidence).toFixed(0)}</td><td>${text(error.given)}<p class="quiet">${text(error.nearGiven)}</p></td><td>${text(error.expected)}<p class="quiet">${text(error.nearExpected)}</p></td></tr>`,
  )
  return `<h2>Sure and wrong</h2><p class="quiet">Below each intent its most similar training line, as it is compared.</p>
<div class="wide"><table><thead><tr><th>Question</th><th class="n">Sure %</th><th>Taken for</th><th>Is</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

const WIDTH = 360
const HEIGHT = 260
const EDGE = 36

function calibration({ calibration }: ModelTest): string {
  const points = calibration.map(({ confidence, right }) => ({ x: confidence, y: right }))
  const dots = points.map(({ x, y }) => `<circle cx="${across(x)}" cy="${down(y)}" r="4"/>`).join('')
  const title = 'Is it as right as it is sure?'
  return chart(
    title,
    'confidence %',
    'right %',
    `<path class="ideal" d="${path([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ])}"/><path d="${path(points)}"/>${dots}`,
  )
}

function coverage({ coverage }: ModelTest): string {
  const points = coverage.map(({ coverage: x, precision: y }) => ({ x, y }))
  return chart(
    'How many can be answered, and how well?',
    'answered %',
    'right of them %',
    `<path d="${path(points)}"/>`,
  )
}

function chart(title: string, across: string, up: string, drawn: string): string {
  const marks = [0, 0.25, 0.5, 0.75, 1]
  const grid = marks
    .map(
      mark =>
        `<path class="grid" d="${path([
          { x: 0, y: mark },
          { x: 1, y: mark },
        ])}"/><text x="${EDGE - 6}" y="${down(mark) + 4}" text-anchor="end">${100 * mark}</text><text x="${acrossOf(mark)}" y="${HEIGHT - EDGE + 16}" text-anchor="middle">${100 * mark}</text>`,
    )
    .join('')
  return `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${grid}${drawn}<text x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">${across}</text><text x="${EDGE}" y="14">${up}</text></svg></figure>`
}

const acrossOf = (x: number): number => Math.round(EDGE + x * (WIDTH - EDGE - 12))
const across = acrossOf
const down = (y: number): number => Math.round(HEIGHT - EDGE - y * (HEIGHT - EDGE - 24))
const path = (points: readonly { x: number; y: number }[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${across(x)} ${down(y)}`).join('')

/** Texts are visitors' and strangers': never markup. */
function text(given: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return given.replace(/[&<>"']/g, sign => signs[sign]!)
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2a24;--quiet:#5c6b64;--line:#d9e0dc;--page:#fff;--soft:#f4f7f5;--accent:#0f7b5f;--weak:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6ece9;--quiet:#9fb0a8;--line:#33403a;--page:#141a17;--soft:#1c2420;--accent:#4cc3a0;--weak:#ff8a80}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px 16px 64px}h1{font-size:26px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:19px;margin:36px 0 4px}
.quiet{color:var(--quiet);margin:0 0 12px}td .quiet{margin:2px 0 0;font-size:13px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin-top:16px}.tiles div{background:var(--soft);border-radius:10px;padding:12px 14px}
.tiles span,.tiles small{display:block;color:var(--quiet)}.tiles b{font-size:26px}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:7px 10px;border-bottom:1px solid var(--line)}th{color:var(--quiet);font-weight:500}
td p{margin:0}.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}.weak td:first-child{color:var(--weak);font-weight:600}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px;margin-top:28px}figure{margin:0;background:var(--soft);border-radius:10px;padding:12px}figcaption{font-weight:600}
svg{width:100%;height:auto}svg text{fill:var(--quiet);font-size:11px}path{fill:none;stroke:var(--accent);stroke-width:2}.grid{stroke:var(--line);stroke-width:1}.ideal{stroke:var(--quiet);stroke-dasharray:4 4;stroke-width:1}circle{fill:var(--accent)}
`
