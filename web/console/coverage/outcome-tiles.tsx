import type { ReactNode } from 'react'
import { formatPercent } from '../../shared/time.ts'
import { useConsoleWords } from '../words.ts'
import { OUTCOMES, type Outcome } from './coverage.ts'

interface Props {
  counts: Record<Outcome, number>
  /** Of the run before. */
  before: Record<Outcome, number> | undefined
  /** Questions that another run made something else of. */
  changed: number
  filter: Outcome | 'changed' | undefined
  onFilter(filter: Outcome | 'changed' | undefined): void
}

/** How many are answered; each number is a button that shows what it counts. */
export function OutcomeTiles({ counts, before, changed, filter, onFilter }: Props): ReactNode {
  const { t } = useConsoleWords()
  const total = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0)
  const toggle = (one: Outcome | 'changed') => onFilter(filter === one ? undefined : one)
  return (
    <div className="outcome-tiles">
      {OUTCOMES.map(outcome => {
        const moved = before === undefined ? 0 : counts[outcome] - before[outcome]
        return (
          <button
            key={outcome}
            type="button"
            className={`card outcome-tile ${outcome}`}
            aria-pressed={filter === outcome}
            onClick={() => toggle(outcome)}
          >
            <span className="label">{t(`covered.${outcome}`)}</span>
            <b className="num">
              {counts[outcome]}
              {moved === 0 ? null : <small> {moved > 0 ? `+${moved}` : moved}</small>}
            </b>
            <span className="small muted num">{formatPercent(counts[outcome] / Math.max(1, total))}</span>
          </button>
        )
      })}
      {changed === 0 ? null : (
        <button
          type="button"
          className="card outcome-tile"
          aria-pressed={filter === 'changed'}
          onClick={() => toggle('changed')}
        >
          <span className="label">{t('covered.changed')}</span>
          <b className="num">{changed}</b>
          <span className="small muted">{t('covered.changed.what')}</span>
        </button>
      )}
    </div>
  )
}
