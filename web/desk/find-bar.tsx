import { BookOutlined, FilterOutlined, SearchOutlined } from '@ant-design/icons'
import { Badge, Button, Dropdown, Input, type InputRef, Popover, Tag, Tooltip } from 'antd'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useNotes } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { FilterForm } from './filter-form.tsx'
import { filterWords } from './filter-words.ts'
import { type SavedView, useColleagues, useKeepViews, useLabels, useViews } from './find-api.ts'
import { SaveViewDialog } from './save-view-dialog.tsx'
import type { FindState, ListFilter } from './use-find.ts'
import { useDeskWords } from './words.ts'

interface Props {
  find: FindState
  /** For the key that searches. */
  input: RefObject<InputRef | null>
  /** Down from the words into what was found. */
  onDown(): void
  onEnter(): void
}

/** Above the lists: search words, filters, kept views; below it what narrows the list now. */
export function FindBar({ find, input, onDown, onEnter }: Props): ReactNode {
  const { t } = useDeskWords()
  const [filtering, setFiltering] = useState(false)
  const [keeping, setKeeping] = useState(false)
  const narrowed = Object.keys(find.filter).length + (find.sort === undefined ? 0 : 1)
  return (
    <div className="find-bar">
      <div className="row">
        <SearchField find={find} input={input} onDown={onDown} onEnter={onEnter} />
        <Popover
          open={filtering}
          onOpenChange={setFiltering}
          trigger="click"
          placement="bottomRight"
          title={t('filter.title')}
          content={<FilterForm find={find} onKeep={() => [setFiltering(false), setKeeping(true)]} />}
        >
          <Tooltip title={filtering ? undefined : t('filter.title')}>
            <Badge count={narrowed} size="small" offset={[-4, 4]}>
              <Button type="text" icon={<FilterOutlined />} aria-label={t('filter.title')} aria-expanded={filtering} />
            </Badge>
          </Tooltip>
        </Popover>
        <ViewsMenu find={find} onKeep={() => setKeeping(true)} />
      </div>
      <Narrowed find={find} />
      <SaveViewDialog find={find} open={keeping} onClose={() => setKeeping(false)} />
    </div>
  )
}

/** The words as they are typed; those of an input method only when they are chosen. */
function SearchField({ find, input, onDown, onEnter }: Props): ReactNode {
  const { t } = useDeskWords()
  const [text, setText] = useState(find.q)
  const composing = useRef(false)
  // A view or a link brings words of its own.
  useEffect(() => {
    if (!composing.current) setText(find.q)
  }, [find.q])
  const take = (words: string) => {
    setText(words)
    if (!composing.current) find.set({ q: words })
  }
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      if (text === '') event.currentTarget.blur()
      else take('')
    } else if (event.key === 'ArrowDown') onDown()
    else if (event.key === 'Enter') onEnter()
    else return
    event.preventDefault()
  }
  return (
    <Input
      ref={input}
      className="grow"
      value={text}
      maxLength={200}
      allowClear
      prefix={<SearchOutlined className="faint" />}
      suffix={text === '' ? <kbd className="wide-only">/</kbd> : null}
      placeholder={t('search.placeholder')}
      aria-label={t('search.placeholder')}
      onChange={event => take(event.target.value)}
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={event => {
        composing.current = false
        take(event.currentTarget.value)
      }}
      onKeyDown={onKey}
    />
  )
}

function ViewsMenu({ find, onKeep }: { find: FindState; onKeep(): void }): ReactNode {
  const { t } = useDeskWords()
  const { can } = useSession()
  const views = useViews()?.views ?? []
  const { remove } = useKeepViews()
  const { done, failed } = useNotes()
  const drop = (view: SavedView) => remove(view.id).then(() => done(t('views.removed', { name: view.name })), failed)
  const nothing = !find.filtered && find.q === ''
  const show = ({ filter }: SavedView) =>
    find.set({
      q: filter.q ?? '',
      sort: filter.sort,
      filter: filter.filter ?? {},
      ...(filter.view === undefined || filter.view === 'all' ? {} : { tab: filter.view }),
    })
  const items = [
    ...views.map(view => ({
      key: view.id,
      onClick: () => show(view),
      label: (
        <span className="row view-item">
          <span className="grow ellipsis">{view.name}</span>
          {view.shared ? <span className="small faint">{t('views.shared')}</span> : null}
          {view.own || (view.shared && can('conversations:supervise')) ? (
            <Button
              type="text"
              size="small"
              aria-label={t('views.remove', { name: view.name })}
              title={t('views.remove', { name: view.name })}
              onClick={event => {
                event.stopPropagation()
                void drop(view)
              }}
            >
              ×
            </Button>
          ) : null}
        </span>
      ),
    })),
    ...(views.length === 0 ? [{ key: 'none', disabled: true, label: t('views.none') }] : []),
    { type: 'divider' as const },
    { key: 'keep', label: t('views.keep'), disabled: nothing, onClick: onKeep },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Tooltip title={t('views.title')}>
        <Button type="text" icon={<BookOutlined />} aria-label={t('views.title')} />
      </Tooltip>
    </Dropdown>
  )
}

/** What narrows the list, each with a way out. */
function Narrowed({ find }: { find: FindState }): ReactNode {
  const { t, language } = useDeskWords()
  const colleagues = useColleagues()
  const labels = useLabels(find.filter.labelId !== undefined)
  const inboxes = useViews()?.inboxes
  if (!find.filtered) return null
  const without = (key: keyof ListFilter) => {
    const { [key]: _, ...filter } = find.filter
    find.set({ filter })
  }
  return (
    <div className="narrowed">
      {filterWords(find, { t, language, colleagues, labels, inboxes }).map(({ key, words }) => (
        <Tag
          key={key}
          closable
          onClose={event => {
            event.preventDefault()
            if (key === 'sort') find.set({ sort: undefined })
            else without(key)
          }}
        >
          {words}
        </Tag>
      ))}
      <button type="button" className="link-like small" onClick={find.clear}>
        {t('filter.clear')}
      </button>
    </div>
  )
}
