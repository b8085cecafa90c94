import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useWords } from './i18n.ts'
import { formatPercent } from './time.ts'

export type ScoreLevel = 'sure' | 'likely' | 'unsure' | 'unlikely'

/** A calibrated probability in words. The steps are for reading only; the bot's own thresholds decide. */
export function scoreLevel(confidence: number): ScoreLevel {
  if (confidence >= 0.85) return 'sure'
  if (confidence >= 0.6) return 'likely'
  return confidence >= 0.3 ? 'unsure' : 'unlikely'
}

/** A bar with its label, the percent, and what it means. */
export function ScoreBar({ label, confidence }: { label: ReactNode; confidence: number }): ReactNode {
  const { t } = useWords()
  const level = scoreLevel(confidence)
  const percent = formatPercent(confidence)
  return (
    <Tooltip title={t('score.meaning', { percent, n: Math.round(confidence * 100) })} placement="topLeft">
      <div className="score">
        <span className="ellipsis">{label}</span>
        <span className="small muted num">
          {t(`score.${level}`)} · {percent}
        </span>
        <div className="score-track">
          <div className={`score-fill ${level}`} style={{ width: `${Math.max(2, confidence * 100)}%` }} />
        </div>
      </div>
    </Tooltip>
  )
}
