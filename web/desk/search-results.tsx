import { SearchOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { Fragment, type ReactNode, type RefObject } from 'react'
import { EmptyState, ErrorPanel } from '../shared/page-parts.tsx'
import { formatMoment } from '../shared/time.ts'
import type { SearchResult } from './find-api.ts'
import { visitorName } from './lists.ts'
import type { FindState } from './use-find.ts'
import type { Search } from './use-search.ts'
import { useDeskWords } from './words.ts'

interface Props {
  find: FindState
  search: Search
  chosen: string | undefined
  list: RefObject<HTMLUListElement | null>
  onOpen(id: string): void
}

/** What was found: who, and the line with its words marked; newest first. */
export function SearchResults({ find, search, chosen, list, onOpen }: Props): ReactNode {
  const { t } = useDeskWords()
  const empty = search.results.length === 0
  if (empty && search.error) return <SearchFailed search={search} />
  if (empty && search.loading) return <Skeleton active style={{ padding: 16 }} />
  if (empty) {
    return (
      <EmptyState
        icon={<SearchOutlined />}
        title={t('search.nothing', { q: search.q })}
        hint={t(find.filtered ? 'search.nothing.filtered' : 'search.nothing.hint')}
        action={
          find.filtered ? (
            <Button onClick={() => find.set({ filter: {}, sort: undefined })}>{t('filter.clear')}</Button>
          ) : null
        }
      />
    )
  }
  return (
    <div className={search.loading ? 'found stale' : 'found'}>
      <ul ref={list} aria-label={t('search.results')}>
        {search.results.map(result => (
          <Result
            key={result.conversation.id}
            result={result}
            chosen={result.conversation.id === chosen}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {search.hasMore ? (
        <Button type="text" block loading={search.loadingMore} onClick={search.loadMore}>
          {t('search.more')}
        </Button>
      ) : null}
    </div>
  )
}

function SearchFailed({ search }: { search: Search }): ReactNode {
  const { t } = useDeskWords()
  const { error } = search
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'query_empty')
    return <EmptyState icon={<SearchOutlined />} title={t('search.no_word')} hint={t('search.no_word.hint')} />
  return <ErrorPanel error={error} onRetry={search.retry} />
}

function Result({
  result,
  chosen,
  onOpen,
}: {
  result: SearchResult
  chosen: boolean
  onOpen(id: string): void
}): ReactNode {
  const words = useDeskWords()
  const { t, language } = words
  const { conversation, line } = result
  const { handoff, holder, status } = conversation
  const sender = line.kind === 'message' ? senderOf(result, words) : t(`search.${line.kind}`)
  return (
    <li>
      <button
        type="button"
        className={chosen ? 'chosen' : ''}
        aria-current={chosen}
        onClick={() => onOpen(conversation.id)}
      >
        <span className="row">
          <strong className="grow ellipsis">{visitorName(conversation.contact, t('desk.stranger'))}</strong>
          <span className="small faint num">{formatMoment(line.at, language)}</span>
        </span>
        <span className="found-line small">
          <span className={line.kind.endsWith('note') ? 'tag reason' : 'faint'}>{sender}</span>{' '}
          <Marked text={line.text} marks={line.marks} />
        </span>
        <span className="row small faint">
          <span className="tag">
            {status === 'resolved'
              ? t('holder.resolved')
              : holder === 'agent' && handoff?.agent
                ? handoff.agent.name
                : t(holder === 'queue' ? 'holder.queue' : 'holder.bot')}
          </span>
        </span>
      </button>
    </li>
  )
}

function senderOf({ line }: SearchResult, { t, language }: ReturnType<typeof useDeskWords>): string {
  return `${line.senderName ?? t(`sender.${line.senderKind}`)}${language === 'zh' ? '：' : ':'}`
}

/** Text with the found words marked; never anything but text. */
function Marked({ text, marks }: { text: string; marks: readonly [number, number][] }): ReactNode {
  let at = 0
  const parts: ReactNode[] = []
  for (const [from, to] of marks) {
    parts.push(
      <Fragment key={from}>
        {text.slice(at, from)}
        <mark>{text.slice(from, to)}</mark>
      </Fragment>,
    )
    at = to
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}
