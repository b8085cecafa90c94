import { PlusOutlined, ReadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useSearchParams } from 'react-router'
import { DocumentDrawer, type DocumentTarget } from '../../shared/document-drawer.tsx'
import { EmptyState, Loaded, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { DocumentTable } from './document-table.tsx'
import { ExportButton } from './export-button.tsx'
import { KnowledgeFilters } from './filters.tsx'
import { emptyDocument, fetchDocuments, type KnowledgeFilter } from './knowledge.ts'

/** The knowledge base: find, read, correct, add. */
export function KnowledgePage(): ReactNode {
  const { t, language } = useConsoleWords()
  const { api, can } = useSession()
  const [params] = useSearchParams()
  const [filter, setFilter] = useState<KnowledgeFilter>({ q: params.get('q') ?? '', page: 1 })
  const [target, setTarget] = useState<DocumentTarget | undefined>(() => targetOf(params))
  const query = useQuery({
    queryKey: ['documents', filter],
    queryFn: () => fetchDocuments(api, filter),
    placeholderData: keepPreviousData,
  })
  const add = () =>
    setTarget({
      kind: 'new',
      fields: { ...emptyDocument(), language: filter.language ?? language, kind: filter.kind ?? 'faq' },
    })
  const addButton = can('knowledge:write') ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={add}>
      {t('faq.new')}
    </Button>
  ) : null
  const unfiltered = filter.q === '' && filter.kind === undefined && filter.language === undefined

  return (
    <div>
      <PageHead title={t('nav.knowledge')} about={t('knowledge.about')}>
        <ExportButton />
        {addButton}
      </PageHead>
      <KnowledgeFilters filter={filter} onChange={setFilter} total={query.data?.total} />
      <Loaded query={query}>
        {({ documents, total }) =>
          documents.length === 0 ? (
            <div className="card">
              {unfiltered ? (
                <EmptyState
                  icon={<ReadOutlined />}
                  title={t('knowledge.none')}
                  hint={t('knowledge.none_hint')}
                  action={addButton}
                />
              ) : (
                <EmptyState
                  icon={<ReadOutlined />}
                  title={t('knowledge.no_match')}
                  action={<Button onClick={() => setFilter({ q: '', page: 1 })}>{t('knowledge.clear_filter')}</Button>}
                />
              )}
            </div>
          ) : (
            <DocumentTable
              documents={documents}
              total={total}
              page={filter.page}
              onPage={page => setFilter({ ...filter, page })}
              onOpen={setTarget}
              fading={query.isPlaceholderData}
            />
          )
        }
      </Loaded>
      <DocumentDrawer target={target} onClose={() => setTarget(undefined)} />
    </div>
  )
}

function targetOf(params: URLSearchParams): DocumentTarget | undefined {
  const id = params.get('id')
  if (id !== null) return { kind: 'edit', id }
  return params.has('new') ? { kind: 'new', fields: emptyDocument(params.get('title') ?? '') } : undefined
}
