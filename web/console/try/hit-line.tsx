import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { PassagePlace } from '../../../src/retrieval/passage-place.store.ts'
import { plainLine } from '../../shared/markdown.ts'
import { ScoreBar } from '../../shared/score.tsx'
import { passagePath } from '../sources/passages.ts'
import { useConsoleWords } from '../words.ts'
import { markWords, type TryHit } from './try.ts'

interface Props {
  hit: TryHit
  /** The best lexical score of this search: that score has no upper end of its own. */
  most: number
  typed: string
  place: PassagePlace | undefined
  onOpen(): void
}

/** One passage found: how sure, what matched, where it stands, and what each ranker gave. */
export function HitLine({ hit, most, typed, place, onOpen }: Props): ReactNode {
  const { t } = useConsoleWords()
  const path = passagePath(place)
  const title =
    path === undefined ? (
      <button type="button" className="link-like" onClick={onOpen}>
        {hit.title}
      </button>
    ) : (
      <Link className="link-like" to={path}>
        {hit.title}
      </Link>
    )
  return (
    <div className="stack" style={{ gap: 6 }}>
      <ScoreBar label={title} confidence={hit.confidence} />
      {hit.matched === hit.title ? null : (
        <span className="small muted">
          {t('try.matched_as')} <Marked text={hit.matched} typed={typed} />
        </span>
      )}
      <div className="small hit-text">
        <Marked text={plainLine(hit.answer ?? hit.text)} typed={typed} />
      </div>
      <Scores hit={hit} most={most} />
      <div className="row wrap small">
        {path === undefined || place === undefined ? (
          <code className="key ellipsis">{hit.key}</code>
        ) : (
          <Link to={path}>
            {[place.sourceName, place.page === undefined ? '' : t('source.page', { page: place.page })]
              .filter(Boolean)
              .join(' · ')}
          </Link>
        )}
      </div>
    </div>
  )
}

function Marked({ text, typed }: { text: string; typed: string }): ReactNode {
  return markWords(text, typed).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name and never move
    piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text,
  )
}

function Scores({ hit: { scores }, most }: Pick<Props, 'hit' | 'most'>): ReactNode {
  const { t } = useConsoleWords()
  const { bm25, vector, fused } = scores
  return (
    <div className="hit-scores num">
      <Score
        name={t('score.lexical')}
        what={t('score.lexical.what')}
        value={bm25.toFixed(2)}
        share={bm25 / most || 0}
      />
      <Score
        name={t('score.vector')}
        what={t('score.vector.what')}
        value={vector === undefined ? '–' : vector.toFixed(3)}
        share={Math.max(0, vector ?? 0)}
      />
      <Score name={t('score.fused')} what={t('score.fused.what')} value={fused.toFixed(3)} />
    </div>
  )
}

function Score({ name, what, value, share }: { name: string; what: string; value: string; share?: number }): ReactNode {
  return (
    <Tooltip title={what}>
      <span className="hit-score">
        {name} {value}
        {share === undefined ? null : <i style={{ width: `${Math.round(40 * Math.min(1, share))}px` }} />}
      </span>
    </Tooltip>
  )
}
