import { SearchOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { plainLine } from '../../shared/markdown.ts'
import { EmptyState } from '../../shared/page-parts.tsx'
import { ScoreBar } from '../../shared/score.tsx'
import { useConsoleWords } from '../words.ts'
import type { TryHit } from './try.ts'

interface Props {
  hits: TryHit[]
  onOpen(documentId: string): void
  onAdd: (() => void) | undefined
}

/** The passages found, best first, with the part that each ranker gave. */
export function HitsCard({ hits, onOpen, onAdd }: Props): ReactNode {
  const { t } = useConsoleWords()
  const add = onAdd ? <Button onClick={onAdd}>{t('unanswered.answer')}</Button> : null
  return (
    <section className="card">
      <div className="row" style={{ marginBottom: 12 }}>
        <h2 className="card-title grow" style={{ margin: 0 }}>
          {t('try.hits')}
        </h2>
        {hits.length > 0 ? add : null}
      </div>
      {hits.length === 0 ? (
        <EmptyState icon={<SearchOutlined />} title={t('try.no_hits')} hint={t('try.no_hits_hint')} action={add} />
      ) : null}
      <ul className="plain-list">
        {hits.map(hit => (
          <li key={hit.passageId}>
            <HitLine hit={hit} onOpen={() => onOpen(hit.documentId)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function HitLine({ hit, onOpen }: { hit: TryHit; onOpen(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { bm25, vector, fused } = hit.scores
  const title = (
    <button type="button" className="link-like" onClick={onOpen}>
      {hit.title}
    </button>
  )
  return (
    <div className="stack" style={{ gap: 6 }}>
      <ScoreBar label={title} confidence={hit.confidence} />
      {hit.matched !== hit.title ? (
        <span className="small muted">{t('try.matched', { text: hit.matched })}</span>
      ) : null}
      <div className="small ellipsis">{plainLine(hit.text)}</div>
      <div className="hit-scores num">
        <Tooltip title={t('score.lexical.what')}>
          <span>
            {t('score.lexical')} {bm25.toFixed(2)}
          </span>
        </Tooltip>
        <Tooltip title={t('score.vector.what')}>
          <span>
            {t('score.vector')} {vector === undefined ? '–' : vector.toFixed(3)}
          </span>
        </Tooltip>
        <Tooltip title={t('score.fused.what')}>
          <span>
            {t('score.fused')} {fused.toFixed(3)}
          </span>
        </Tooltip>
        <code className="key">{hit.key}</code>
      </div>
    </div>
  )
}
