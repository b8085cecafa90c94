import { SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input, Pagination } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyState, Loaded } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useDebounced } from '../../shared/use-debounced.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { DOCUMENTS_A_PAGE, fetchSourceDocuments } from './passages.ts'
import type { Source } from './sources.ts'

interface Props {
  source: Source
  chosen: string | undefined
  /** On a phone: one is open, the list is behind it. */
  narrow: boolean
  onChoose(documentId: string | undefined): void
}

/** The documents of a source: pages of a site, entries of a table. */
export function DocumentList({ source, chosen, narrow, onChoose }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const phone = useIsPhone()
  const [typed, setTyped] = useState('')
  const [page, setPage] = useState(1)
  const q = useDebounced(typed, 200)
  const query = useQuery({
    queryKey: ['documents', source.id, source.version, q, page],
    queryFn: () => fetchSourceDocuments(api, source.id, { q, page }),
    placeholderData: keepPreviousData,
  })
  if (phone && narrow) {
    return (
      <Button type="link" style={{ paddingInline: 0 }} onClick={() => onChoose(undefined)}>
        ← {t('source.all_documents', { count: source.documents })}
      </Button>
    )
  }
  return (
    <nav className="card document-list" aria-label={t('sources.documents')}>
      <Input
        allowClear
        prefix={<SearchOutlined className="faint" />}
        placeholder={t('source.search', { count: source.documents })}
        value={typed}
        onChange={event => {
          setTyped(event.target.value)
          setPage(1)
        }}
      />
      <Loaded query={query}>
        {({ documents, total }) => (
          <>
            {documents.length === 0 ? <EmptyState title={t('knowledge.no_match')} /> : null}
            <ul>
              {documents.map(document => (
                <li key={document.id}>
                  <button
                    type="button"
                    className="link-like"
                    aria-current={document.id === chosen ? 'true' : undefined}
                    onClick={() => onChoose(document.id)}
                  >
                    {document.title}
                  </button>
                </li>
              ))}
            </ul>
            <Pagination
              simple
              size="small"
              align="center"
              hideOnSinglePage
              current={page}
              pageSize={DOCUMENTS_A_PAGE}
              total={total}
              showSizeChanger={false}
              onChange={setPage}
            />
          </>
        )}
      </Loaded>
    </nav>
  )
}
