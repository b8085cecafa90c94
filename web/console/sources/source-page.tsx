import { ArrowLeftOutlined, DownloadOutlined, HistoryOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { EmptyState, Loaded } from '../../shared/page-parts.tsx'
import { SafeLink } from '../../shared/safe-text.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { DocumentList } from './document-list.tsx'
import { DocumentPassages } from './document-passages.tsx'
import { OriginalDrawer } from './original-drawer.tsx'
import { type DocumentPassage, fetchPlace, fetchSourceDocuments } from './passages.ts'
import { SourceDrawer } from './source-drawer.tsx'
import { SourceState } from './source-state.tsx'
import { countsLine, describe } from './source-table.tsx'
import {
  fetchSource,
  originalPath,
  type Source,
  type SourceVersion,
  someWorking,
  sourceKey,
  stateOf,
} from './sources.ts'
import './sources.css'

/** What was read from one source, passage by passage; `?passage=` marks one. */
export function SourcePage(): ReactNode {
  const { id = '' } = useParams()
  const { api } = useSession()
  const query = useQuery({
    queryKey: sourceKey(id),
    queryFn: () => fetchSource(api, id),
    refetchInterval: ({ state }) => (state.data && someWorking([state.data.source]) ? 1000 : false),
  })
  return (
    <div>
      <Loaded query={query}>
        {({ source, versions }) => <SourceView key={id} source={source} versions={versions} />}
      </Loaded>
    </div>
  )
}

function SourceView({ source, versions }: { source: Source; versions: SourceVersion[] }): ReactNode {
  const { t } = useConsoleWords()
  const [showing, setShowing] = useState<string>()
  const [original, setOriginal] = useState<{ passage: DocumentPassage; file: number }>()
  const chosen = useChosen(source)
  return (
    <>
      <SourceHead source={source} onShow={() => setShowing(source.id)} />
      {source.documents === 0 ? (
        <div className="card">
          <EmptyState title={t(stateOf(source) === 'working' ? 'source.reading' : 'source.empty')} />
        </div>
      ) : (
        <div className={source.documents > 1 ? 'source-grid' : undefined}>
          {source.documents > 1 ? (
            <DocumentList source={source} chosen={chosen.documentId} narrow={chosen.byHand} onChoose={chosen.choose} />
          ) : null}
          {chosen.documentId === undefined ? null : (
            <DocumentPassages
              key={chosen.documentId}
              documentId={chosen.documentId}
              source={source}
              marked={chosen.passageId}
              onOriginal={(passage, file) => setOriginal({ passage, file })}
            />
          )}
        </div>
      )}
      <SourceDrawer id={showing} onClose={() => setShowing(undefined)} />
      <OriginalDrawer source={source} versions={versions} shown={original} onClose={() => setOriginal(undefined)} />
    </>
  )
}

/** The document on show: the one in the address, that of the passage in the address, or the first. */
function useChosen(source: Source) {
  const { api } = useSession()
  const [params, setParams] = useSearchParams()
  const passageId = params.get('passage') ?? undefined
  const documentId = params.get('document') ?? undefined
  const place = useQuery({
    queryKey: ['place', passageId],
    queryFn: () => fetchPlace(api, passageId ?? ''),
    enabled: documentId === undefined && passageId !== undefined,
    retry: false,
  })
  const first = useQuery({
    queryKey: ['documents', source.id, 'first', source.version],
    queryFn: () => fetchSourceDocuments(api, source.id, { q: '', page: 1 }),
    enabled: documentId === undefined && source.documents > 0,
  })
  const waiting = passageId !== undefined && place.isPending && documentId === undefined
  return {
    passageId,
    documentId: waiting ? undefined : (documentId ?? place.data?.documentId ?? first.data?.documents[0]?.id),
    /** Named in the address, not the first one by default. */
    byHand: documentId !== undefined || passageId !== undefined,
    choose: (document: string | undefined) => setParams(document === undefined ? {} : { document }),
  }
}

function SourceHead({ source, onShow }: { source: Source; onShow(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const navigate = useNavigate()
  const { url } = source
  return (
    <header className="page-head">
      <Button
        type="text"
        icon={<ArrowLeftOutlined />}
        aria-label={t('source.back')}
        onClick={() => navigate('/sources')}
      />
      <div className="grow source-head">
        <h1>{source.name}</h1>
        <p>
          {describe({ ...source, url: null }, t)} · {countsLine(source, t)}
        </p>
        {url === null ? null : <SafeLink href={url} text={url} />}
        <SourceState source={source} onProblems={onShow} />
      </div>
      <div className="row wrap">
        {source.files === 1 ? (
          <Button icon={<DownloadOutlined />} href={originalPath(api, source.id)} aria-label={t('sources.download')}>
            {t('sources.download')}
          </Button>
        ) : null}
        <Button icon={<HistoryOutlined />} onClick={onShow}>
          {t('sources.versions')}
        </Button>
      </div>
    </header>
  )
}
