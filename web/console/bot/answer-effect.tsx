import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { AnswerCurve, AnswerPoint } from '../../../src/dialog/answer-curve.ts'
import { ErrorPanel } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'

interface Props {
  /** The threshold as it stands in the form. */
  value: number
  disabled: boolean
  onChange(value: number): void
}

/** What the threshold `answer` does to the knowledge's own questions: before it is saved, and while it is moved. */
export function AnswerEffect({ value, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const query = useQuery({
    queryKey: ['answer-curves'],
    queryFn: () => api.get<{ curves: AnswerCurve[] }>('/answer-curves'),
    enabled: can('knowledge:read'),
    staleTime: 60_000,
  })
  if (!can('knowledge:read')) return null
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
  if (query.data === undefined) {
    return (
      <div>
        <p className="small muted">{t('answer_effect.measuring')}</p>
        <Skeleton active title={false} />
      </div>
    )
  }
  const { curves } = query.data
  if (curves.length === 0) return <p className="small muted">{t('answer_effect.none')}</p>
  return (
    <div className="answer-effect">
      <div className="sureness-languages">
        {curves.map(curve => (
          <OneLanguage key={curve.language} curve={curve} value={value} disabled={disabled} onChange={onChange} />
        ))}
      </div>
      <p className="small muted">{t('answer_effect.how', { questions: curves[0]!.questions })}</p>
    </div>
  )
}

function OneLanguage({ curve, value, disabled, onChange }: Props & { curve: AnswerCurve }): ReactNode {
  const { t } = useConsoleWords()
  const { points, language } = curve
  const { right, wrong, outside } = points[Math.round(value * (points.length - 1))]!
  const words = { right: ofHundred(right), wrong: ofHundred(wrong), outside: ofHundred(outside) }
  return (
    <div>
      <h4>{t(`sureness.${language}`)}</h4>
      <p aria-live="polite">{t('answer_effect.means', words)}</p>
      <AnswerChart
        points={points}
        value={value}
        name={t('answer_effect.chart')}
        onChoose={disabled ? undefined : onChange}
      />
      <ul className="answer-legend small">
        {LINES.map(line => (
          <li key={line} className={line}>
            {t(`answer_effect.${line}`)}
          </li>
        ))}
      </ul>
    </div>
  )
}

const LINES = ['right', 'wrong', 'outside'] as const
const ofHundred = (share: number): number => Math.round(100 * share)

const WIDTH = 420
const HEIGHT = 200
const LEFT = 48
const BOTTOM = 28
const TOP = 12
const RIGHT = 18
const TICKS = [0, 0.25, 0.5, 0.75, 1]

interface ChartProps {
  points: readonly AnswerPoint[]
  value: number
  name: string
  onChoose: ((value: number) => void) | undefined
}

/** The threshold to the right, shares upwards; the slider beside it is its keyboard. */
function AnswerChart({ points, value, name, onChoose }: ChartProps): ReactNode {
  const x = (threshold: number) => LEFT + threshold * (WIDTH - LEFT - RIGHT)
  const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
  const choose = (clientX: number, box: DOMRect) => {
    const threshold = (((clientX - box.left) / box.width) * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT)
    onChoose?.(Math.round(100 * Math.min(0.99, Math.max(0.05, threshold))) / 100)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the slider beside it does the same with the keyboard
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="sureness-chart"
      role="img"
      aria-label={name}
      onClick={event => choose(event.clientX, event.currentTarget.getBoundingClientRect())}
    >
      {TICKS.map(tick => (
        <g key={tick}>
          <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {ofHundred(tick)} %
          </text>
          <text x={x(tick)} y={HEIGHT - 8} textAnchor="middle">
            {tick}
          </text>
        </g>
      ))}
      {LINES.map(line => (
        <polyline
          key={line}
          className={`answer-line ${line}`}
          points={points.map((point, i) => `${x(i / (points.length - 1))},${y(point[line]).toFixed(1)}`).join(' ')}
        />
      ))}
      <line className="chosen" x1={x(value)} x2={x(value)} y1={TOP} y2={HEIGHT - BOTTOM} />
    </svg>
  )
}
