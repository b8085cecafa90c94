import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../../shared/session.ts'
import { formatFull } from '../../shared/time.ts'
import { type ConsoleWords, useConsoleWords } from '../words.ts'
import type { Source } from './sources.ts'
import { useSourceActions } from './use-source-actions.tsx'

/** How often a page or site is fetched again. */
export function RefreshChoice({ source }: { source: Source }): ReactNode {
  const { t, language } = useConsoleWords()
  const { can } = useSession()
  const actions = useSourceActions()
  return (
    <section>
      <h2 className="card-title">{t('sources.refresh')}</h2>
      <Select
        value={source.refreshHours ?? 0}
        options={refreshOptions(t, source.refreshHours)}
        loading={actions.busy === source.id}
        disabled={!can('sources:write')}
        aria-label={t('sources.refresh')}
        style={{ width: 220 }}
        onChange={hours => void actions.setRefresh(source, hours === 0 ? null : hours)}
      />
      {source.refreshDueAt === null ? null : (
        <p className="small muted">{t('sources.next_refresh', { at: formatFull(source.refreshDueAt, language) })}</p>
      )}
    </section>
  )
}

/** 0 is never; an interval set over the API is offered too. */
export function refreshOptions(t: ConsoleWords, own: number | null = null): { value: number; label: string }[] {
  const hours = own === null || INTERVALS.includes(own) ? INTERVALS : [...INTERVALS, own].sort((a, b) => a - b)
  return hours.map(value => ({ value, label: intervalWord(value, t) }))
}

function intervalWord(hours: number, t: ConsoleWords): string {
  if (hours === 0) return t('refresh.never')
  if (hours === 24) return t('refresh.daily')
  if (hours === 168) return t('refresh.weekly')
  return hours % 24 === 0 ? t('refresh.days', { n: hours / 24 }) : t('refresh.hours', { n: hours })
}

const INTERVALS = [0, 6, 24, 168, 720]
