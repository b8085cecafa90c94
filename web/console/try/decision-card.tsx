import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { MarkdownText } from '../../shared/safe-text.tsx'
import { ScoreBar } from '../../shared/score.tsx'
import { useConsoleWords } from '../words.ts'
import { decisionWords, type TryDecision } from './try.ts'

/** What the bot would do with this text as the first of a conversation, and the words the visitor would read. */
export function DecisionCard({ decision }: { decision: TryDecision }): ReactNode {
  const { t } = useConsoleWords()
  const words = decisionWords(decision.kind)
  return (
    <section className={`card decision ${decision.kind}`}>
      <h2>{t('try.decision')}</h2>
      <div className="stack">
        <div>
          <strong>{words ? t(words.name) : decision.kind}</strong>
          {words ? <div className="small muted">{t(words.what)}</div> : null}
        </div>
        {decision.text ? (
          <div className="answer-preview">
            <MarkdownText text={decision.text} />
          </div>
        ) : null}
        {decision.choices && decision.choices.length > 0 ? (
          <div className="row wrap">
            {decision.choices.map(choice => (
              <Tag key={choice.id} style={{ whiteSpace: 'normal', maxWidth: '100%' }}>
                {choice.label}
              </Tag>
            ))}
          </div>
        ) : null}
        {decision.confidence === undefined ? null : (
          <ScoreBar label={t('try.confidence')} confidence={decision.confidence} />
        )}
        <span className="small faint">
          {t('try.rule')} <code className="key">{decision.rule}</code>
        </span>
      </div>
    </section>
  )
}
