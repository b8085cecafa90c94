import { CheckCircleOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { DocumentDrawer, type DocumentTarget } from '../../shared/document-drawer.tsx'
import { EmptyState, Loaded } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { formatAgo } from '../../shared/time.ts'
import { emptyDocument } from '../knowledge/knowledge.ts'
import { useConsoleWords } from '../words.ts'
import { TrialPanel } from './trial-panel.tsx'
import { fetchUnanswered, type QuestionGroup, UNANSWERED } from './unanswered.ts'
import { useCoverage } from './use-coverage.ts'

/** Wordings of a group that are shown before the rest is asked for. */
const SHOWN = 5

/** What visitors asked in vain, the most frequent first; each group becomes one entry with its wordings. */
export function UnansweredGroups(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const [target, setTarget] = useState<DocumentTarget>()
  const query = useQuery({ queryKey: UNANSWERED, queryFn: () => fetchUnanswered(api) })
  const { state } = useCoverage()
  const others = [...(query.data?.groups ?? []).map(({ text }) => text), ...state.questions]
  const answer = ({ text, wordings }: QuestionGroup) =>
    setTarget({
      kind: 'new',
      fields: { ...emptyDocument(text), similar: wordings.filter(wording => wording !== text) },
    })
  return (
    <>
      <Loaded query={query}>
        {({ groups, days, questions }) =>
          groups.length === 0 ? (
            <div className="card">
              <EmptyState
                icon={<CheckCircleOutlined />}
                title={t('unanswered.none')}
                hint={t('groups.none_hint', { days })}
              />
            </div>
          ) : (
            <div className="card">
              <p className="muted" style={{ marginTop: 0 }}>
                {t('groups.about', { days, questions, groups: groups.length })}
              </p>
              <ul className="plain-list">
                {groups.map(group => (
                  <li key={group.text}>
                    <Group group={group} onAnswer={() => answer(group)} />
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Loaded>
      <DocumentDrawer
        target={target}
        onClose={() => setTarget(undefined)}
        extra={fields => <TrialPanel fields={fields} others={others} />}
        onSaved={() => void client.invalidateQueries({ queryKey: UNANSWERED })}
      />
    </>
  )
}

function Group({ group, onAnswer }: { group: QuestionGroup; onAnswer(): void }): ReactNode {
  const { t, language } = useConsoleWords()
  const { can } = useSession()
  const [all, setAll] = useState(false)
  const others = group.wordings.filter(wording => wording !== group.text)
  const shown = all ? others : others.slice(0, SHOWN)
  return (
    <div className="group">
      <b className="group-count num" title={t('groups.count', { count: group.count })}>
        {group.count}
      </b>
      <div className="grow">
        <div className="group-text">{group.text}</div>
        {shown.length === 0 ? null : (
          <ul className="small muted">
            {shown.map(wording => (
              <li key={wording}>{wording}</li>
            ))}
          </ul>
        )}
        <div className="row wrap small">
          {others.length > shown.length ? (
            <button type="button" className="link-like" onClick={() => setAll(true)}>
              {t('groups.more', { count: others.length - shown.length })}
            </button>
          ) : null}
          <span className="muted">{formatAgo(group.lastAt, language)}</span>
          {can('conversations:read') ? (
            <a href={`/desk/c/${group.conversationId}`}>{t('unanswered.conversation')}</a>
          ) : null}
        </div>
      </div>
      {can('knowledge:write') ? (
        <Button size="small" onClick={onAnswer}>
          {t('unanswered.answer')}
        </Button>
      ) : null}
    </div>
  )
}
