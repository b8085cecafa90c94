import type { ReactNode } from 'react'
import { conditionSentence, foundSentence } from '../shared/condition-sentence.ts'
import type { Packet } from './api.ts'
import { useIntentTitle } from './use-intent-title.ts'
import { useDeskWords } from './words.ts'

/** Which of the company's rules brought the conversation here, by which conditions; or which words sounded angry. */
export function Because({ because }: { because: Packet['because'] }): ReactNode {
  const { t } = useDeskWords()
  const findings = because?.findings ?? []
  const named = findings.map(({ condition }) => condition).find(condition => condition.kind === 'intent')
  const title = useIntentTitle(named?.kind === 'intent' ? named.is : undefined)
  if (because === undefined) return null
  const names = { inbox: (id: string) => id.slice(0, 8), intent: (name: string) => title ?? name }
  const { rule, signs = [] } = because
  return (
    <div className="small because">
      {rule === undefined ? null : <div>{t('because.rule', { name: rule.name })}</div>}
      {findings.map(finding => (
        <div key={JSON.stringify(finding.condition)} className="muted">
          {finding.holds
            ? conditionSentence(finding.condition, t, names)
            : t('cond.not', { text: conditionSentence(finding.condition, t, names) })}
          {foundSentence(finding, t)}
        </div>
      ))}
      {signs.length === 0 ? null : (
        <div className="plain-text">{t('because.signs', { words: signs.map(({ text }) => text).join(' · ') })}</div>
      )}
    </div>
  )
}
