import { DownloadOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { queryString } from '../../shared/api.ts'
import { EmptyState, ErrorPanel, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { AGENTS, fetchStaff } from '../agents/agents.ts'
import { useConsoleWords } from '../words.ts'
import { type AuditFilter, fetchAudit, SUBJECTS } from './audit.ts'
import { AuditTable } from './audit-table.tsx'
import { subjectName } from './subject-name.ts'

/** Who changed what, when and from where; before and after of each. */
export function AuditPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const [filter, setFilter] = useState<AuditFilter>({})
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => fetchAudit(api, filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
  })
  const pages = query.data?.pages ?? []
  const entries = pages.flatMap(page => page.entries)
  const days = pages[0]?.days
  return (
    <div>
      <PageHead title={t('nav.audit')} about={days === undefined ? t('audit.about') : t('audit.about_days', { days })}>
        <Button icon={<DownloadOutlined />} href={`${api.base}/audit/export${queryString({ ...filter })}`} download>
          {t('export.csv')}
        </Button>
      </PageHead>
      <AuditFilters filter={filter} onChange={setFilter} />
      {query.isError ? <ErrorPanel error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && entries.length === 0 ? (
        <EmptyState title={t('audit.none')} hint={t('audit.none_hint')} />
      ) : (
        <AuditTable entries={entries} names={pages.at(-1)?.names ?? {}} loading={query.isPending} />
      )}
      {query.hasNextPage ? (
        <Button
          block
          style={{ marginTop: 12 }}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('audit.more')}
        </Button>
      ) : null}
    </div>
  )
}

function AuditFilters({ filter, onChange }: { filter: AuditFilter; onChange(filter: AuditFilter): void }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const agents = useQuery({ queryKey: AGENTS, queryFn: () => fetchStaff(api) }).data?.agents ?? []
  return (
    <div className="row wrap" style={{ marginBottom: 12 }}>
      <Select
        allowClear
        showSearch
        optionFilterProp="label"
        aria-label={t('audit.who')}
        placeholder={t('audit.who')}
        style={{ width: 180 }}
        value={filter.actorId}
        options={agents.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={actorId => onChange({ ...filter, actorId })}
      />
      <Select
        allowClear
        showSearch
        optionFilterProp="label"
        aria-label={t('audit.what')}
        placeholder={t('audit.what')}
        style={{ width: 180 }}
        value={filter.subject}
        options={SUBJECTS.map(subject => ({ value: subject, label: subjectName(subject, t) }))}
        onChange={subject => onChange({ ...filter, subject })}
      />
      <DatePicker.RangePicker
        onChange={range =>
          onChange({
            ...filter,
            from: range?.[0]?.startOf('day').toISOString(),
            to: range?.[1]?.endOf('day').toISOString(),
          })
        }
      />
    </div>
  )
}
