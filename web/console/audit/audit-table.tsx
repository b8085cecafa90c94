import { Table, type TableColumnsType, Tag } from 'antd'
import type { ReactNode } from 'react'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { type AuditEntry, type AuditGroup, changesOf, grouped } from './audit.ts'
import { fieldName, labelOf, subjectName } from './subject-name.ts'

interface Props {
  entries: AuditEntry[]
  names: Record<string, string>
  loading: boolean
}

const COLOURS = { add: 'green', change: 'blue', remove: 'red' } as const

export function AuditTable({ entries, names, loading }: Props): ReactNode {
  const { t } = useConsoleWords()
  const phone = useIsPhone()
  const columns: TableColumnsType<AuditGroup> = [
    { title: t('audit.when'), key: 'at', width: 190, render: (_, entry) => <When at={entry.at} /> },
    { title: t('audit.who'), key: 'who', width: 200, render: (_, entry) => <Who entry={entry} /> },
    { title: t('audit.what'), key: 'what', render: (_, entry) => <What entry={entry} /> },
  ]
  const narrow: TableColumnsType<AuditGroup> = [
    {
      title: t('audit.what'),
      key: 'all',
      render: (_, entry) => (
        <>
          <What entry={entry} />
          <div className="small muted">
            <When at={entry.at} /> · {entry.actor.name}
          </div>
        </>
      ),
    },
  ]
  return (
    <div className="card" style={{ padding: 0, overflow: 'hidden' }}>
      <Table
        rowKey="id"
        size="middle"
        tableLayout="fixed"
        className="clickable-rows"
        loading={loading}
        columns={phone ? narrow : columns}
        dataSource={grouped(entries)}
        pagination={false}
        expandable={{
          expandRowByClick: true,
          expandedRowRender: ({ alike }) => (
            <div className="stack">
              {alike.map(entry => (
                <Changes key={entry.id} entry={entry} names={names} />
              ))}
            </div>
          ),
        }}
      />
    </div>
  )
}

function When({ at }: { at: string }): ReactNode {
  const { language } = useConsoleWords()
  return (
    <span className="num">{new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })}</span>
  )
}

function Who({ entry: { actor } }: { entry: AuditEntry }): ReactNode {
  const { t } = useConsoleWords()
  const by = actor.kind === 'key' ? t('audit.by_key', { key: actor.key ?? '' }) : undefined
  const from = actor.kind === 'command' ? actor.route : actor.address
  return (
    <>
      <div className="ellipsis">{actor.name}</div>
      <div className="small muted ellipsis">{[by, from].filter(one => one !== undefined).join(' · ')}</div>
    </>
  )
}

function What({ entry: { action, subject, label, alike } }: { entry: AuditGroup }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div className="row wrap" style={{ gap: 6 }}>
      <Tag color={COLOURS[action]}>{t(`audit.${action}`)}</Tag>
      <span className="muted">{subjectName(subject, t)}</span>
      <span style={{ overflowWrap: 'anywhere' }}>{labelOf(subject, label, t)}</span>
      {alike.length > 1 ? <span className="muted num">× {alike.length}</span> : null}
    </div>
  )
}

function Changes({ entry, names }: { entry: AuditEntry; names: Record<string, string> }): ReactNode {
  const { t } = useConsoleWords()
  const changes = changesOf(entry, names)
  return (
    <div className="stack">
      {changes.length === 0 ? null : (
        <div className="audit-changes">
          <span className="small muted">{t('audit.field')}</span>
          <span className="small muted">{t('audit.before')}</span>
          <span className="small muted">{t('audit.after')}</span>
          {changes.map(({ field, before, after }) => (
            <Line key={field} name={fieldName(field, t)} before={before} after={after} />
          ))}
        </div>
      )}
      <code className="small faint">
        {entry.actor.route} · {entry.subjectId}
      </code>
    </div>
  )
}

function Line({ name, before, after }: { name: string; before: string; after: string }): ReactNode {
  return (
    <>
      <span>{name}</span>
      <span className={before === '' ? 'faint' : 'was'}>{before || '–'}</span>
      <span className={after === '' ? 'faint' : 'is'}>{after || '–'}</span>
    </>
  )
}
