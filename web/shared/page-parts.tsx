import type { UseQueryResult } from '@tanstack/react-query'
import { Alert, App, Button, Skeleton } from 'antd'
import { type ReactNode, useCallback } from 'react'
import { errorWords } from './error-words.ts'
import { useWords } from './i18n.ts'

/** A page's title, one line of what it is for, and its main actions. */
export function PageHead({
  title,
  about,
  children,
}: {
  title: string
  about?: string
  children?: ReactNode
}): ReactNode {
  return (
    <header className="page-head">
      <div className="grow" style={{ flexBasis: 280 }}>
        <h1>{title}</h1>
        {about === undefined ? null : <p>{about}</p>}
      </div>
      {children === undefined ? null : <div className="row wrap">{children}</div>}
    </header>
  )
}

/** Nothing here: why, and the one button that helps. */
export function EmptyState(props: { icon?: ReactNode; title: string; hint?: string; action?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      {props.icon}
      <strong>{props.title}</strong>
      {props.hint === undefined ? null : <span>{props.hint}</span>}
      {props.action}
    </div>
  )
}

/** What failed and what to do, in place. */
export function ErrorAlert({ error, action }: { error: unknown; action?: ReactNode }): ReactNode {
  const { t } = useWords()
  const { title, remedy } = errorWords(error, t)
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={remedy || undefined}
      action={action}
      style={{ marginBottom: 16 }}
    />
  )
}

/** A failure that stands for a whole part of the page, with a way to try again. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry(): void }): ReactNode {
  const { t } = useWords()
  const { title, remedy } = errorWords(error, t)
  return (
    <div className="empty" role="alert">
      <strong>{title}</strong>
      <span>{remedy}</span>
      <Button onClick={onRetry}>{t('app.retry')}</Button>
    </div>
  )
}

/** A query's three faces: a skeleton, the failure with retry, or its data. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children(data: T): ReactNode }): ReactNode {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
  return <Skeleton active paragraph={{ rows: 6 }} />
}

/** Short notes at the top: done, or what failed. */
export function useNotes(): { done(text: string): void; failed(error: unknown): void } {
  const { message, notification } = App.useApp()
  const { t } = useWords()
  const done = useCallback((text: string) => void message.success(text), [message])
  const failed = useCallback(
    (error: unknown) => {
      const { title, remedy } = errorWords(error, t)
      notification.error({ title, description: remedy, placement: 'top', key: title })
    },
    [notification, t],
  )
  return { done, failed }
}

/** What copies a text and says so. */
export function useCopy(): (text: string) => void {
  const { t } = useWords()
  const { done, failed } = useNotes()
  return text => void copyText(text).then(() => done(t('app.copied')), failed)
}

/** Copies a text and says so. */
export function CopyButton({ text, label, primary }: { text: string; label?: string; primary?: boolean }): ReactNode {
  const { t } = useWords()
  const copy = useCopy()
  return (
    <Button type={primary ? 'primary' : 'default'} onClick={() => copy(text)}>
      {label ?? t('app.copy')}
    </Button>
  )
}

/** The clipboard API needs https or localhost; elsewhere a hidden field does it. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
