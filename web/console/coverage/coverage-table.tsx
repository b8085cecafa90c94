import { Button, Table, type TableColumnsType, Tag } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { DocumentTarget } from '../../shared/document-drawer.tsx'
import { useSession } from '../../shared/session.ts'
import { formatPercent } from '../../shared/time.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { passagePath } from '../sources/passages.ts'
import { useIntentTitles } from '../try/use-intent-titles.ts'
import { useConsoleWords } from '../words.ts'
import type { Change, Covered } from './coverage.ts'

interface Props {
  results: readonly Covered[]
  changes: ReadonlyMap<string, Change>
  onAnswer(covered: Covered): void
  onEdit(target: DocumentTarget): void
}

/** Each question with what becomes of it; an unanswered one has the button that answers it. */
export function CoverageTable({ results, changes, onAnswer, onEdit }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const phone = useIsPhone()
  const question: Column = {
    title: t('coverage.question'),
    key: 'question',
    render: (_, covered) => (
      <div className="stack" style={{ gap: 2 }}>
        <Link className="link-like" to={`/try?q=${encodeURIComponent(covered.question)}`} title={t('nav.try')}>
          {covered.question}
        </Link>
        {phone ? <What covered={covered} change={changes.get(covered.question)} onEdit={onEdit} /> : null}
        {phone ? <Answer covered={covered} may={can('knowledge:write')} onAnswer={onAnswer} /> : null}
      </div>
    ),
  }
  const columns: Column[] = [
    question,
    {
      title: t('coverage.outcome'),
      key: 'outcome',
      render: (_, covered) => <What covered={covered} change={changes.get(covered.question)} onEdit={onEdit} />,
    },
    {
      title: '',
      key: 'action',
      width: 130,
      align: 'right',
      render: (_, covered) => <Answer covered={covered} may={can('knowledge:write')} onAnswer={onAnswer} />,
    },
  ]
  return (
    <div className="card" style={{ padding: 0, overflow: 'hidden' }}>
      <Table
        rowKey="question"
        size="middle"
        columns={phone ? [question] : columns}
        dataSource={[...results]}
        tableLayout="fixed"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false, style: { paddingInline: 16 } }}
      />
    </div>
  )
}

type Column = TableColumnsType<Covered>[number]

function Answer({ covered, may, onAnswer }: { covered: Covered; may: boolean; onAnswer: Props['onAnswer'] }) {
  const { t } = useConsoleWords()
  if (!may || covered.outcome === 'answered') return null
  return (
    <div>
      <Button size="small" onClick={() => onAnswer(covered)}>
        {t('unanswered.answer')}
      </Button>
    </div>
  )
}

const COLOURS = { answered: 'green', asked_back: 'gold', person: 'blue', unanswered: 'red' } as const

/** The outcome, and where the answer comes from. */
export function What({
  covered,
  change,
  onEdit,
}: {
  covered: Covered
  change?: Change | undefined
  onEdit: Props['onEdit']
}) {
  const { t } = useConsoleWords()
  const { outcome, confidence, choices } = covered
  return (
    <div className="stack" style={{ gap: 2 }}>
      <div className="row wrap">
        <Tag color={COLOURS[outcome]}>{t(`covered.${outcome}`)}</Tag>
        {confidence === undefined ? null : <span className="small muted num">{formatPercent(confidence)}</span>}
        {change === undefined ? null : (
          <span className={change.better ? 'small better' : 'small warn'}>
            {t('covered.before', { outcome: t(`covered.${change.before.outcome}`) })}
          </span>
        )}
      </div>
      <From covered={covered} onEdit={onEdit} />
      {choices === undefined || choices.length === 0 ? null : (
        <span className="small muted">{choices.join(' · ')}</span>
      )}
    </div>
  )
}

function From({
  covered: { title, intent, documentId, place },
  onEdit,
}: {
  covered: Covered
  onEdit: Props['onEdit']
}) {
  const { t, language } = useConsoleWords()
  const titles = useIntentTitles()
  if (intent !== undefined) {
    return <span className="small">{t('covered.intent', { intent: titles[intent]?.[language] ?? intent })}</span>
  }
  if (title === undefined || documentId === undefined) return null
  const path = passagePath(place)
  const where = [place?.sourceName, place?.page === undefined ? '' : t('source.page', { page: place.page })]
  return (
    <span className="small">
      {path === undefined ? (
        <button type="button" className="link-like" onClick={() => onEdit({ kind: 'edit', id: documentId })}>
          {title}
        </button>
      ) : (
        <Link className="link-like" to={path}>
          {title}
        </Link>
      )}
      <span className="muted"> {where.filter(Boolean).join(' · ')}</span>
    </span>
  )
}
