import { BulbOutlined, CloseOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { formatPercent } from '../shared/time.ts'
import type { Suggestion } from './suggestions.ts'
import { useDeskWords } from './words.ts'

interface Props {
  suggestions: readonly Suggestion[]
  onInsert(suggestion: Suggestion): void
  onDismiss(): void
}

/** What the bot would answer, for the agent to take over with a key: put into the reply, never sent by itself. */
export function Copilot({ suggestions, onInsert, onDismiss }: Props): ReactNode {
  const { t } = useDeskWords()
  useAltDigits(suggestions, onInsert)
  if (suggestions.length === 0) return null
  return (
    <section className="copilot" aria-label={t('copilot.title')}>
      <header className="row small muted">
        <BulbOutlined aria-hidden />
        <span className="grow">
          {t('copilot.title')}
          <span className="wide-only"> · {t('copilot.hint')}</span>
        </span>
        <Button
          size="small"
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('copilot.dismiss')}
          onClick={onDismiss}
        />
      </header>
      <div className="copilot-cards">
        {suggestions.map(suggestion => (
          <SuggestionCard key={suggestion.id} suggestion={suggestion} onInsert={onInsert} />
        ))}
      </div>
    </section>
  )
}

function SuggestionCard({
  suggestion,
  onInsert,
}: {
  suggestion: Suggestion
  onInsert(suggestion: Suggestion): void
}): ReactNode {
  const { t } = useDeskWords()
  const { position, title, text, confidence, kind } = suggestion
  // A rounded 100 % would promise what nobody knows.
  const percent = formatPercent(Math.min(confidence, 0.99))
  return (
    <button type="button" className="copilot-card" onClick={() => onInsert(suggestion)}>
      <span className="row small">
        <kbd className="wide-only">Alt {position}</kbd>
        <span className="grow ellipsis">
          {t(`copilot.from.${kind}`)} {title}
        </span>
        <Tooltip title={t('score.meaning', { percent, n: Math.min(99, Math.round(confidence * 100)) })}>
          <span className="num muted">{percent}</span>
        </Tooltip>
      </span>
      <span className="copilot-text">{text}</span>
    </button>
  )
}

/** Alt+1..3, also while writing. By the key's place: with Alt a Mac types another character. */
function useAltDigits(suggestions: readonly Suggestion[], onInsert: (suggestion: Suggestion) => void): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return
      const digit = /^(?:Digit|Numpad)([1-3])$/.exec(event.code)?.[1]
      const suggestion = suggestions.find(one => String(one.position) === digit)
      if (suggestion === undefined) return
      event.preventDefault()
      onInsert(suggestion)
    }
    window.addEventListener('keydown', down)
    return () => window.removeEventListener('keydown', down)
  }, [suggestions, onInsert])
}
