import type { ReactNode } from 'react'
import type { SurenessPoint } from '../../../src/nlu/sureness.ts'
import { useConsoleWords } from '../words.ts'

interface Props {
  points: readonly SurenessPoint[]
  /** Where the threshold stands; undefined: nowhere. */
  chosen: SurenessPoint | undefined
  disabled: boolean
  /** A place was pressed: the point nearest to it. */
  onChoose(point: SurenessPoint): void
}

const WIDTH = 420
const HEIGHT = 240
const LEFT = 66
const BOTTOM = 42
const TOP = 12
const RIGHT = 22
const TICKS = [0, 0.25, 0.5, 0.75, 1]

/** Coverage to the right, share of right answers upwards, with its interval; the slider beside it is its keyboard. */
export function SurenessChart({ points, chosen, disabled, onChoose }: Props): ReactNode {
  const { t } = useConsoleWords()
  const drawn = points.filter(point => point.coverage > 0)
  const floor = floorOf(drawn)
  const x = (coverage: number) => LEFT + coverage * (WIDTH - LEFT - RIGHT)
  const y = (share: number) => TOP + ((1 - Math.max(floor, share)) / (1 - floor)) * (HEIGHT - TOP - BOTTOM)
  const path = (of: (point: SurenessPoint) => number, along: readonly SurenessPoint[]) =>
    along.map(point => `${x(point.coverage).toFixed(1)},${y(of(point)).toFixed(1)}`)
  const band = [...path(point => point.high, drawn), ...path(point => point.low, [...drawn].reverse())]
  const choose = (clientX: number, box: DOMRect) => {
    const coverage = ((clientX - box.left) / box.width) * WIDTH - LEFT
    onChoose(nearestTo(coverage / (WIDTH - LEFT - RIGHT), drawn))
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the slider beside it does the same with the keyboard
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="sureness-chart"
      role="img"
      aria-label={t('sureness.chart')}
      onClick={event => {
        if (!disabled && drawn.length > 0) choose(event.clientX, event.currentTarget.getBoundingClientRect())
      }}
    >
      {TICKS.map(tick => {
        const share = floor + tick * (1 - floor)
        return (
          <g key={tick}>
            <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(share)} y2={y(share)} />
            <text x={LEFT - 6} y={y(share) + 4} textAnchor="end">
              {percent(share)}
            </text>
            <text x={x(tick)} y={HEIGHT - BOTTOM + 16} textAnchor="middle">
              {percent(tick)}
            </text>
          </g>
        )
      })}
      <text x={(LEFT + WIDTH) / 2} y={HEIGHT - 4} textAnchor="middle">
        {t('sureness.across')}
      </text>
      <text transform={`translate(13 ${(HEIGHT - BOTTOM) / 2}) rotate(-90)`} textAnchor="middle">
        {t('sureness.upwards')}
      </text>
      <polygon className="band" points={band.join(' ')} />
      <polyline className="curve" points={path(point => point.precision, drawn).join(' ')} />
      {chosen && chosen.coverage > 0 ? (
        <g>
          <line className="chosen" x1={x(chosen.coverage)} x2={x(chosen.coverage)} y1={TOP} y2={HEIGHT - BOTTOM} />
          <circle className="chosen" cx={x(chosen.coverage)} cy={y(chosen.precision)} r={6} />
        </g>
      ) : null}
    </svg>
  )
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** The scale begins at whole fifths below the curve, so that its height shows and its quarters are whole percents. */
function floorOf(points: readonly SurenessPoint[]): number {
  const least = Math.min(0.9, ...points.map(({ precision }) => precision))
  return Math.max(0, Math.floor(least * 5 - 0.25) / 5)
}

function nearestTo(coverage: number, points: readonly SurenessPoint[]): SurenessPoint {
  return points.reduce((best, point) =>
    Math.abs(point.coverage - coverage) < Math.abs(best.coverage - coverage) ? point : best,
  )
}
