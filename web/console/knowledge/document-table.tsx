import { DeleteOutlined, TranslationOutlined } from '@ant-design/icons'
import { Button, Switch, Table, type TableColumnsType, Tag, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import type { DocumentTarget } from '../../shared/document-drawer.tsx'
import type { KnowledgeDocument } from '../../shared/documents.ts'
import { plainLine } from '../../shared/markdown.ts'
import { useSession } from '../../shared/session.ts'
import { formatAgo } from '../../shared/time.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { type ConsoleWords, useConsoleWords } from '../words.ts'
import { PAGE_SIZE } from './knowledge.ts'
import { useDocumentActions } from './use-document-actions.tsx'

interface Props {
  documents: KnowledgeDocument[]
  total: number
  page: number
  fading: boolean
  onPage(page: number): void
  onOpen(target: DocumentTarget): void
}

export function DocumentTable({ documents, total, page, fading, onPage, onOpen }: Props): ReactNode {
  const { t, language } = useConsoleWords()
  const { can } = useSession()
  const actions = useDocumentActions(onOpen)
  const phone = useIsPhone()
  const may = can('knowledge:write')
  const columns = phone
    ? [titleColumn(t)]
    : [titleColumn(t), languageColumn(t), updatedColumn(t, language), ...(may ? [actionsColumn(t, actions)] : [])]
  return (
    <div className="card" style={{ padding: 0, overflow: 'hidden' }}>
      <Table
        className={fading ? 'clickable-rows stale' : 'clickable-rows'}
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={documents}
        tableLayout="fixed"
        pagination={{
          current: page,
          pageSize: PAGE_SIZE,
          total,
          onChange: onPage,
          hideOnSinglePage: true,
          showSizeChanger: false,
          style: { paddingInline: 16 },
        }}
        onRow={document => ({ onClick: () => onOpen({ kind: 'edit', id: document.id }) })}
      />
    </div>
  )
}

type Column = TableColumnsType<KnowledgeDocument>[number]

function titleColumn(t: ConsoleWords): Column {
  return {
    title: t('knowledge.entry'),
    key: 'title',
    render: (_, document) => (
      <div>
        <div className="row">
          {/* The button is for the keyboard; a click anywhere in the row does the same. */}
          <button type="button" className="link-like ellipsis">
            {document.title}
          </button>
          {document.enabled ? null : <Tag>{t('faq.disabled')}</Tag>}
        </div>
        <div className="small muted ellipsis">{plainLine(document.body)}</div>
        <div className="row small faint">
          <span>{t(document.kind === 'faq' ? 'faq.kind_faq' : 'faq.kind_article')}</span>
          {document.kind === 'faq' ? <span>{t('faq.similar_count', { count: document.similar.length })}</span> : null}
          <code className="key ellipsis">{document.key}</code>
        </div>
      </div>
    ),
  }
}

function languageColumn(t: ConsoleWords): Column {
  return {
    title: t('language.label'),
    key: 'language',
    width: 100,
    render: (_, document) => t(`language.${document.language}`),
  }
}

function updatedColumn(t: ConsoleWords, language: 'zh' | 'en'): Column {
  return {
    title: t('knowledge.updated'),
    key: 'updated',
    width: 120,
    render: (_, document) => <span className="muted">{formatAgo(document.updatedAt, language)}</span>,
  }
}

function actionsColumn(t: ConsoleWords, actions: ReturnType<typeof useDocumentActions>): Column {
  return {
    title: t('faq.enabled'),
    key: 'actions',
    width: 150,
    onCell: () => ({ onClick: event => event.stopPropagation(), style: { cursor: 'default' } }),
    render: (_, document) => (
      <div className="row">
        <Switch
          size="small"
          checked={document.enabled}
          loading={actions.busy === document.id}
          aria-label={`${t('faq.enabled')}: ${document.title}`}
          onChange={enabled => void actions.setEnabled(document, enabled)}
        />
        <Tooltip
          title={t('knowledge.counterpart', { language: t(`language.${document.language === 'zh' ? 'en' : 'zh'}`) })}
        >
          <Button
            type="text"
            size="small"
            icon={<TranslationOutlined />}
            aria-label={t('knowledge.counterpart_short')}
            onClick={() => void actions.openCounterpart(document)}
          />
        </Tooltip>
        <Tooltip title={t('app.delete')}>
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined />}
            aria-label={`${t('app.delete')}: ${document.title}`}
            onClick={() => actions.confirmDelete(document)}
          />
        </Tooltip>
      </div>
    ),
  }
}
