import { SearchOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { PassagePlace } from '../../../src/retrieval/passage-place.store.ts'
import { EmptyState } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'
import { HitLine } from './hit-line.tsx'
import type { TryHit } from './try.ts'

interface Props {
  hits: TryHit[]
  places: PassagePlace[]
  typed: string
  onOpen(documentId: string): void
  onAdd: (() => void) | undefined
}

/** The passages found, best first, with the part that each ranker gave. */
export function HitsCard({ hits, places, typed, onOpen, onAdd }: Props): ReactNode {
  const { t } = useConsoleWords()
  const add = onAdd ? <Button onClick={onAdd}>{t('unanswered.answer')}</Button> : null
  const most = Math.max(0, ...hits.map(hit => hit.scores.bm25))
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
            <HitLine
              hit={hit}
              most={most}
              typed={typed}
              place={places.find(({ passageId }) => passageId === hit.passageId)}
              onOpen={() => onOpen(hit.documentId)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
