import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorPanel } from '../../shared/page-parts.tsx'
import { IntentsCard } from '../try/intents-card.tsx'
import { useTry } from '../try/use-try.ts'
import { useConsoleWords } from '../words.ts'

const ANYBODY = {}

/** Type a sentence: which intent does the model that answers now see in it? */
export function IntentTest(): ReactNode {
  const { t } = useConsoleWords()
  const [typed, setTyped] = useState('')
  const { result, stale, error, retry } = useTry(typed, ANYBODY)
  return (
    <section className="card stack">
      <h2 className="card-title" style={{ margin: 0 }}>
        {t('intents.test_title')}
      </h2>
      <Input
        allowClear
        value={typed}
        maxLength={1000}
        placeholder={t('intents.test')}
        onChange={event => setTyped(event.target.value)}
        aria-label={t('intents.test')}
      />
      {error === undefined ? null : <ErrorPanel error={error} onRetry={retry} />}
      {result ? (
        <div className={stale ? 'stale' : ''}>
          <IntentsCard understanding={result.understanding} />
        </div>
      ) : (
        <p className="small muted" style={{ margin: 0 }}>
          {t('intents.test_hint')}
        </p>
      )}
    </section>
  )
}
