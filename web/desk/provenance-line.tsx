import { EditOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import type { MessageItem } from '../../src/client/timeline.ts'
import { scoreLevel } from '../shared/score.tsx'
import { useSession } from '../shared/session.ts'
import { formatPercent } from '../shared/time.ts'
import { useIntentTitle } from './use-intent-title.ts'
import { useDeskWords } from './words.ts'

/** Why the bot said it: from which entry, how sure it was; with the way to correct the entry here and now. */
export function ProvenanceLine({ item, onEdit }: { item: MessageItem; onEdit(documentId: string): void }): ReactNode {
  const { t } = useDeskWords()
  const { can } = useSession()
  const { provenance, content } = item
  const source = content.sources?.[0]
  const documentId = provenance?.documentId ?? source?.documentId
  const intentTitle = useIntentTitle(provenance?.intent)
  const from = source
    ? t('provenance.faq', { title: source.title })
    : intentTitle
      ? t('provenance.intent', { intent: intentTitle })
      : provenance
        ? decisionName(provenance.decision, t)
        : ''
  return (
    <span className="provenance small muted">
      <span>{from}</span>
      {provenance?.confidence === undefined ? null : <Confidence value={provenance.confidence} />}
      {documentId !== undefined && can('knowledge:write') ? (
        <Button size="small" type="link" icon={<EditOutlined />} onClick={() => onEdit(documentId)}>
          {t('provenance.correct')}
        </Button>
      ) : null}
      {content.choices && content.choices.length > 0 ? (
        <span className="choices">
          {content.choices.map(choice => (
            <span className="tag" key={choice.id}>
              {choice.label}
            </span>
          ))}
        </span>
      ) : null}
    </span>
  )
}

function Confidence({ value }: { value: number }): ReactNode {
  const { t } = useDeskWords()
  const percent = formatPercent(value)
  return (
    <Tooltip title={t('score.meaning', { percent, n: Math.round(value * 100) })}>
      <span className="num">
        · {t(`score.${scoreLevel(value)}`)} {percent}
      </span>
    </Tooltip>
  )
}

const NAMED = ['clarify', 'fallback', 'escalate', 'small_talk', 'take_contact', 'remark', 'return_to_bot'] as const

function decisionName(decision: string, t: ReturnType<typeof useDeskWords>['t']): string {
  const named = NAMED.find(name => name === decision)
  return named === undefined ? '' : t(`provenance.${named}`)
}
