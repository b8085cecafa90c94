import { FilePdfOutlined, FileTextOutlined, GlobalOutlined, LinkOutlined, TableOutlined } from '@ant-design/icons'
import { Table, type TableColumnsType, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { formatAgo, formatFull, formatPercent } from '../../shared/time.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { type ConsoleWords, useConsoleWords } from '../words.ts'
import { SourceActions } from './source-actions.tsx'
import { SourceDrawer } from './source-drawer.tsx'
import { SourceState } from './source-state.tsx'
import { fileKind, formatBytes, helpfulRate, type Source } from './sources.ts'

/** All sources, newest first. A click opens what was read from one. */
export function SourceTable({ sources }: { sources: Source[] }): ReactNode {
  const { t, language } = useConsoleWords()
  const phone = useIsPhone()
  const navigate = useNavigate()
  const [shown, setShown] = useState<string>()
  const columns = phone
    ? [nameColumn(t, setShown, true), actionsColumn(setShown)]
    : [nameColumn(t, setShown, false), ...numberColumns(t, language), actionsColumn(setShown)]
  return (
    <div className="card" style={{ padding: 0, overflow: 'hidden' }}>
      <Table
        className="clickable-rows sources"
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={sources}
        tableLayout="fixed"
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false, style: { paddingInline: 16 } }}
        onRow={source => ({ onClick: () => navigate(`/sources/${source.id}`) })}
      />
      <SourceDrawer id={shown} onClose={() => setShown(undefined)} />
    </div>
  )
}

type Column = TableColumnsType<Source>[number]

function nameColumn(t: ConsoleWords, onShow: (id: string) => void, narrow: boolean): Column {
  return {
    title: t('sources.source'),
    key: 'name',
    render: (_, source) => (
      <div className="source-name">
        <SourceIcon source={source} />
        <div className="grow">
          <Link className="link-like ellipsis block" to={`/sources/${source.id}`} title={source.name}>
            {source.name}
          </Link>
          <div className="small muted ellipsis">{describe(source, t)}</div>
          {/* biome-ignore lint/a11y: only keeps the row from opening below the button inside */}
          <div onClick={event => event.stopPropagation()}>
            <SourceState source={source} onProblems={() => onShow(source.id)} />
          </div>
          {narrow ? <div className="small muted num">{countsLine(source, t)}</div> : null}
        </div>
      </div>
    ),
  }
}

function numberColumns(t: ConsoleWords, language: 'zh' | 'en'): Column[] {
  const number = (title: string, what: string, width: number, render: (source: Source) => ReactNode): Column => ({
    title: what === '' ? title : <Tooltip title={what}>{title}</Tooltip>,
    key: title,
    width,
    align: 'right',
    render: (_, source) => <span className="num nowrap">{render(source)}</span>,
  })
  return [
    number(t('sources.documents'), t('sources.documents.what'), 88, source => source.documents),
    number(t('sources.passages'), t('sources.passages.what'), 104, source => source.passages),
    number(t('sources.used'), t('sources.used.what'), 88, source => source.used),
    number(t('sources.helpful'), t('sources.helpful.what'), 88, source => helpfulText(source)),
    number(t('sources.refreshed'), '', 136, source =>
      source.refreshedAt === null ? (
        '–'
      ) : (
        <Tooltip title={formatFull(source.refreshedAt, language)}>{formatAgo(source.refreshedAt, language)}</Tooltip>
      ),
    ),
  ]
}

function actionsColumn(onShow: (id: string) => void): Column {
  return {
    title: '',
    key: 'actions',
    width: 56,
    align: 'right',
    onCell: () => ({ onClick: event => event.stopPropagation(), style: { cursor: 'default' } }),
    render: (_, source) => <SourceActions source={source} onShow={() => onShow(source.id)} />,
  }
}

function helpfulText(source: Source): string {
  const rate = helpfulRate(source)
  return rate === undefined ? '–' : formatPercent(rate)
}

/** `PDF · 2.8 MB · 62 pages · version 3`, or the address of a page or site. */
export function describe(source: Source, t: ConsoleWords): string {
  const { kind, name, mediaType, size, pages, files, lastVersion, url } = source
  const parts = [
    kind === 'file' ? fileKind(mediaType, name) : t(`source_kind.${kind}`),
    ...(size > 0 ? [formatBytes(size)] : []),
    ...(pages === null ? [] : [t('sources.pages', { count: pages })]),
    ...(kind === 'site' && files > 0 ? [t('sources.pages', { count: files })] : []),
    ...(lastVersion > 1 ? [t('sources.version', { version: lastVersion })] : []),
    ...(url === null ? [] : [url]),
  ]
  return parts.join(' · ')
}

/** `1 entry · 226 passages · used 3 times in 30 days`. */
export function countsLine({ documents, passages, used }: Source, t: ConsoleWords): string {
  const counts = [
    t('sources.count_documents', { count: documents }),
    t('sources.count_passages', { count: passages }),
    t('sources.count_used', { count: used }),
  ]
  return counts.join(' · ')
}

function SourceIcon({ source: { kind, mediaType, name } }: { source: Source }): ReactNode {
  const { t } = useConsoleWords()
  const label = t(`source_kind.${kind}`)
  const file = kind === 'file' ? fileKind(mediaType, name) : ''
  const icon =
    kind === 'site' ? (
      <GlobalOutlined />
    ) : kind === 'page' ? (
      <LinkOutlined />
    ) : file === 'PDF' ? (
      <FilePdfOutlined />
    ) : file === 'Excel' || file === 'XLSX' || file === 'CSV' ? (
      <TableOutlined />
    ) : (
      <FileTextOutlined />
    )
  return (
    <span className="source-icon" role="img" aria-label={label}>
      {icon}
    </span>
  )
}
