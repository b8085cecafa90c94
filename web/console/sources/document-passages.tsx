import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { DocumentDrawer, type DocumentTarget } from '../../shared/document-drawer.tsx'
import { fetchDocument, type KnowledgeDocument } from '../../shared/documents.ts'
import { EmptyState, Loaded } from '../../shared/page-parts.tsx'
import { SafeLink } from '../../shared/safe-text.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { PassageCard } from './passage-card.tsx'
import { type DocumentPassage, fetchPassages } from './passages.ts'
import type { Source } from './sources.ts'

interface Props {
  documentId: string
  source: Source
  marked: string | undefined
  onOriginal(passage: DocumentPassage, file: number): void
}

/** A document's passages in order; the marked one is scrolled to. */
export function DocumentPassages({ documentId, source, marked, onOriginal }: Props): ReactNode {
  const { api } = useSession()
  const client = useQueryClient()
  const [target, setTarget] = useState<DocumentTarget>()
  const query = useQuery({
    queryKey: ['documents', 'passages', documentId, source.version],
    queryFn: async () => ({
      document: await fetchDocument(api, documentId),
      ...(await fetchPassages(api, documentId)),
    }),
  })
  return (
    <section className="document-passages">
      <Loaded query={query}>
        {({ document, passages }) => (
          <>
            <Head document={document} onEdit={() => setTarget({ kind: 'edit', id: documentId })} />
            <PassageList
              {...{ document, passages, source, marked, onOriginal }}
              onEdit={() => setTarget({ kind: 'edit', id: documentId })}
            />
          </>
        )}
      </Loaded>
      <DocumentDrawer
        target={target}
        onClose={() => setTarget(undefined)}
        onSaved={() => void client.invalidateQueries({ queryKey: ['documents', 'passages', documentId] })}
      />
    </section>
  )
}

function Head({ document, onEdit }: { document: KnowledgeDocument; onEdit(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  return (
    <div className="row wrap document-head">
      <h2 className="grow">{document.title}</h2>
      <Tag>{t(document.kind === 'faq' ? 'faq.kind_faq' : 'faq.kind_article')}</Tag>
      <Tag>{t(`language.${document.language}`)}</Tag>
      {document.enabled ? null : <Tag color="warning">{t('faq.disabled')}</Tag>}
      {can('knowledge:write') ? (
        <Button size="small" icon={<EditOutlined />} onClick={onEdit}>
          {t('app.edit')}
        </Button>
      ) : null}
      {document.url === undefined ? null : (
        <span className="small document-url">
          <SafeLink href={document.url} text={document.url} />
        </span>
      )}
    </div>
  )
}

interface ListProps extends Omit<Props, 'documentId'> {
  document: KnowledgeDocument
  passages: DocumentPassage[]
  onEdit(): void
}

function PassageList({ document, passages, source, marked, onOriginal, onEdit }: ListProps): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (marked === undefined) return
    const card = list.current?.querySelector<HTMLElement>(`[id="passage-${CSS.escape(marked)}"]`)
    // Cards that were never on the screen have a guessed height: the second time they have their own.
    card?.scrollIntoView({ block: 'center' })
    requestAnimationFrame(() => card?.scrollIntoView({ block: 'center' }))
  }, [marked])
  if (passages.length === 0) return <EmptyState title={t('source.no_passages')} />
  const gone = marked !== undefined && !passages.some(({ passageId }) => passageId === marked)
  return (
    <>
      {gone ? <p className="small warn">{t('source.passage_gone')}</p> : null}
      <ol className="passages" ref={list}>
        {passages.map((passage, index) => (
          <PassageCard
            key={passage.passageId}
            passage={passage}
            number={index + 1}
            kind={document.kind}
            source={source}
            documentId={document.id}
            marked={passage.passageId === marked}
            onEdit={can('knowledge:write') ? onEdit : undefined}
            onOriginal={passage.page === undefined ? undefined : () => onOriginal(passage, document.sourceFile ?? 0)}
          />
        ))}
      </ol>
    </>
  )
}
