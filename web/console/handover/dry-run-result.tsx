import { Collapse } from 'antd'
import type { ReactNode } from 'react'
import { PlainText } from '../../shared/safe-text.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import type { Differences, DryRun } from './handover.ts'

/** How many would go to a person now and then, and the conversations that make the difference. */
export function DryRunResult({ result, days }: { result: NonNullable<DryRun['result']>; days: number }): ReactNode {
  const { t } = useConsoleWords()
  const { conversations, before, after, asked, more, fewer, other } = result
  if (conversations === 0) return <span className="muted">{t('dry_run.none')}</span>
  const lists = [
    { key: 'more', list: more },
    { key: 'fewer', list: fewer },
    { key: 'other', list: other },
  ] as const
  const shown = lists.filter(({ list }) => list.count > 0)
  return (
    <div className="stack" aria-live="polite">
      <div className="dry-tiles">
        <Tile number={conversations} label={`${t('dry_run.conversations')} · ${t('dry_run.days', { days })}`} />
        <Tile number={before} label={t('dry_run.before')} />
        <Tile number={after} label={t('dry_run.after')} change={after - before} />
        {asked > 0 ? <Tile number={asked} label={t('dry_run.asked')} /> : null}
      </div>
      {shown.length === 0 ? <span className="muted">{t('dry_run.same')}</span> : null}
      {shown.length === 0 ? null : (
        <Collapse
          ghost
          defaultActiveKey={[shown[0]!.key]}
          items={shown.map(({ key, list }) => ({
            key,
            label: t(`dry_run.${key}`, { count: list.count }),
            children: <Conversations list={list} />,
          }))}
        />
      )}
    </div>
  )
}

function Tile({ number, label, change = 0 }: { number: number; label: string; change?: number }): ReactNode {
  return (
    <div className="dry-tile">
      <b className="num">
        {number}
        {change === 0 ? null : <small>{change > 0 ? ` +${change}` : ` −${-change}`}</small>}
      </b>
      <span className="small muted">{label}</span>
    </div>
  )
}

function Conversations({ list: { count, first } }: { list: Differences }): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  return (
    <>
      <ul className="plain-list dry-list">
        {first.map(({ conversationId, seq, text, reason, rule }) => (
          <li key={`${conversationId} ${seq}`}>
            {text === '' ? <span className="muted">{t('dry_run.erased')}</span> : <PlainText text={text} />}
            <div className="row wrap small">
              <span className="muted">{rule?.name ?? t(`why.${reason}`)}</span>
              {can('conversations:read') ? <a href={`/desk/c/${conversationId}`}>{t('dry_run.open')}</a> : null}
            </div>
          </li>
        ))}
      </ul>
      {first.length < count ? <span className="small muted">{t('dry_run.first', { shown: first.length })}</span> : null}
    </>
  )
}
