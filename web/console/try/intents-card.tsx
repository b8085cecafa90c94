import { Collapse, Tag } from 'antd'
import type { ReactNode } from 'react'
import { ScoreBar } from '../../shared/score.tsx'
import { formatPercent } from '../../shared/time.ts'
import { useConsoleWords } from '../words.ts'
import type { TryResult } from './try.ts'
import { useIntentTitles } from './use-intent-titles.ts'
import { Why } from './why.tsx'

const SHOWN = 5
/** The class of questions that the knowledge answers: KNOWLEDGE_QUESTION in src/retrieval/background.ts. */
const BACKGROUND = 'knowledge_question'

/** The intents the model thinks of, how likely none of them fits, and the things it found in the text. */
export function IntentsCard({ understanding }: { understanding: TryResult['understanding'] }): ReactNode {
  const { t, language } = useConsoleWords()
  const titles = useIntentTitles()
  const { intents, outOfScope, entities } = understanding
  const titleOf = (name: string) =>
    name === BACKGROUND ? t('try.knowledge_question') : (titles[name]?.[language] ?? name)
  return (
    <section className="card">
      <h2>{t('try.intents')}</h2>
      <div className="stack">
        {intents.length === 0 ? <span className="muted">{t('try.no_model')}</span> : null}
        {intents.slice(0, SHOWN).map(intent => (
          <ScoreBar key={intent.name} label={titleOf(intent.name)} confidence={intent.confidence} />
        ))}
        <span className="small muted">{t('try.out_of_scope', { percent: formatPercent(outOfScope) })}</span>
        {intents.length === 0 ? null : (
          <Collapse
            ghost
            size="small"
            destroyOnHidden
            items={[
              { key: 'why', label: t('why.title'), children: <Why text={understanding.text} titleOf={titleOf} /> },
            ]}
          />
        )}
        {entities.length === 0 ? null : (
          <div className="row wrap">
            {entities.map(entity => (
              <Tag key={`${entity.kind}${entity.value}`}>
                {entity.kind}: {entity.value}
              </Tag>
            ))}
          </div>
        )}
      </div>
    </section>
  )
}
