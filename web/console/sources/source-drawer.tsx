import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Tag } from 'antd'
import type { ReactNode } from 'react'
import { Loaded } from '../../shared/page-parts.tsx'
import { SafeLink } from '../../shared/safe-text.tsx'
import { useSession } from '../../shared/session.ts'
import { formatAgo, formatFull } from '../../shared/time.ts'
import { useConsoleWords } from '../words.ts'
import { failureWords } from './failure-words.ts'
import { ProblemList } from './problem-list.tsx'
import { RefreshChoice } from './refresh-choice.tsx'
import { ScopeCard } from './scope-card.tsx'
import { SourceState } from './source-state.tsx'
import {
  fetchSource,
  formatBytes,
  originalPath,
  type Source,
  type SourceVersion,
  someWorking,
  sourceKey,
  stateOf,
} from './sources.ts'
import { useSourceActions } from './use-source-actions.tsx'

/** One source: how its last reading ended, what was left out, its versions, how often it is fetched. */
export function SourceDrawer({ id, onClose }: { id: string | undefined; onClose(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({
    queryKey: sourceKey(id ?? ''),
    queryFn: () => fetchSource(api, id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data && someWorking([state.data.source]) ? 1000 : false),
  })
  return (
    <Drawer
      open={id !== undefined}
      onClose={onClose}
      size={560}
      destroyOnHidden
      title={query.data?.source.name ?? t('sources.source')}
    >
      {id === undefined ? null : (
        <Loaded query={query}>
          {({ source, versions }) => (
            <div className="stack" style={{ gap: 24 }}>
              <LastReading source={source} versions={versions} />
              {source.kind === 'file' ? null : <RefreshChoice source={source} />}
              <ScopeCard key={JSON.stringify(source.scope)} source={source} />
              <Versions source={source} versions={versions} />
            </div>
          )}
        </Loaded>
      )}
    </Drawer>
  )
}

function LastReading({ source, versions }: { source: Source; versions: SourceVersion[] }): ReactNode {
  const { t, language } = useConsoleWords()
  const { result, finishedAt } = source.ingestion ?? {}
  return (
    <section>
      <h2 className="card-title">{t('sources.last_reading')}</h2>
      <div className="stack">
        {source.url === null ? null : <SafeLink href={source.url} text={source.url} />}
        {finishedAt ? <span className="small muted">{formatFull(finishedAt, language)}</span> : null}
        <SourceState source={source} />
        {result ? (
          <span>
            {t('sources.result', {
              added: result.added,
              changed: result.changed,
              same: result.same,
              removed: result.removed,
            })}
          </span>
        ) : null}
        <ProblemList files={versions[0]?.files ?? []} many={source.kind === 'site'} />
        <UnreadPages pages={result?.unread ?? []} />
      </div>
    </section>
  )
}

/** Of a site: what its pages link to and did not come. */
function UnreadPages({ pages }: { pages: { url: string; code: string }[] }): ReactNode {
  const { t } = useConsoleWords()
  if (pages.length === 0) return null
  return (
    <div className="problem-list">
      <strong className="small">{t('sources.unread')}</strong>
      <ul>
        {pages.map(({ url, code }) => (
          <li key={url} className="small">
            <SafeLink href={url} text={url} />{' '}
            <span className="muted">{failureWords({ code, message: code }, t).title}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Versions({ source, versions }: { source: Source; versions: SourceVersion[] }): ReactNode {
  const { t, language } = useConsoleWords()
  const { api, can } = useSession()
  const actions = useSourceActions()
  const free = stateOf(source) !== 'working' && can('sources:write')
  return (
    <section>
      <h2 className="card-title">{t('sources.versions')}</h2>
      <p className="small muted" style={{ marginTop: 0 }}>
        {t(source.kind === 'file' ? 'sources.versions_file' : 'sources.versions_web')}
      </p>
      <ul className="plain-list">
        {versions.map(({ version, size, createdAt, files }) => (
          <li key={version} className="row wrap">
            <span className="grow">
              <strong>{t('sources.version', { version })}</strong>{' '}
              {version === source.version ? <Tag color="green">{t('sources.answers')}</Tag> : null}
              <span className="small muted block num" title={formatFull(createdAt, language)}>
                {formatAgo(createdAt, language)} · {formatBytes(size)}
                {files.length > 1 ? ` · ${t('sources.pages', { count: files.length })}` : null}
              </span>
            </span>
            {files.length === 1 ? (
              <Button
                size="small"
                icon={<DownloadOutlined />}
                href={originalPath(api, source.id, 0, version)}
                aria-label={`${t('sources.download')}: ${t('sources.version', { version })}`}
              />
            ) : null}
            {version === source.version || !free ? null : (
              <Button
                size="small"
                loading={actions.busy === source.id}
                onClick={() => void actions.putBack(source, version)}
              >
                {t('sources.put_back')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
