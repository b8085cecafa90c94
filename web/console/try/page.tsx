import { ExperimentOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useSearchParams } from 'react-router'
import { DocumentDrawer, type DocumentTarget } from '../../shared/document-drawer.tsx'
import { EmptyState, ErrorPanel, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { emptyDocument } from '../knowledge/knowledge.ts'
import { useConsoleWords } from '../words.ts'
import { AskedAsChoice } from './asked-as.tsx'
import { DecisionCard } from './decision-card.tsx'
import { HitsCard } from './hits-card.tsx'
import { IntentsCard } from './intents-card.tsx'
import type { AskedAs } from './try.ts'
import { useTry } from './use-try.ts'

/** Type a question: what would the bot say, what does it understand, what does it find? Answers while typing. */
export function TryPage(): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const [params] = useSearchParams()
  const [typed, setTyped] = useState(params.get('q') ?? '')
  const [target, setTarget] = useState<DocumentTarget>()
  const [as, setAs] = useState<AskedAs>({})
  const tried = useTry(typed, as)
  return (
    <div>
      <PageHead title={t('nav.try')} about={t('try.about')} />
      <div className="row wrap" style={{ marginBottom: 16 }}>
        <Input
          size="large"
          className="grow"
          style={{ flexBasis: 280 }}
          autoFocus
          allowClear
          value={typed}
          maxLength={4000}
          placeholder={t('try.placeholder')}
          onChange={event => setTyped(event.target.value)}
          aria-label={t('try.placeholder')}
        />
        <AskedAsChoice value={as} onChange={setAs} />
      </div>
      {tried.error !== undefined ? <ErrorPanel error={tried.error} onRetry={tried.retry} /> : null}
      {tried.result === undefined && tried.error === undefined ? <Examples onPick={setTyped} /> : null}
      {tried.result ? (
        <div className={tried.stale ? 'try-grid stale' : 'try-grid'} aria-live="polite">
          <div className="stack" style={{ gap: 16 }}>
            <DecisionCard decision={tried.result.decision} />
            <IntentsCard understanding={tried.result.understanding} />
          </div>
          <HitsCard
            hits={tried.result.hits}
            places={tried.result.places}
            typed={tried.result.understanding.text}
            onOpen={id => setTarget({ kind: 'edit', id })}
            onAdd={
              can('knowledge:write') ? () => setTarget({ kind: 'new', fields: emptyDocument(typed.trim()) }) : undefined
            }
          />
        </div>
      ) : null}
      <DocumentDrawer target={target} onClose={() => setTarget(undefined)} onSaved={tried.retry} />
    </div>
  )
}

function Examples({ onPick }: { onPick(text: string): void }): ReactNode {
  const { t } = useConsoleWords()
  const examples = [t('try.example1'), t('try.example2'), t('try.example3'), t('try.example4')]
  return (
    <div className="card">
      <EmptyState
        icon={<ExperimentOutlined />}
        title={t('try.empty')}
        hint={t('try.empty_hint')}
        action={
          <div className="row wrap" style={{ justifyContent: 'center' }}>
            {examples.map(text => (
              <Button key={text} onClick={() => onPick(text)}>
                {text}
              </Button>
            ))}
          </div>
        }
      />
    </div>
  )
}
