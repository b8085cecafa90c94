import { SearchOutlined } from '@ant-design/icons'
import { Input, Segmented } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useDebounced } from '../../shared/use-debounced.ts'
import { useConsoleWords } from '../words.ts'
import type { KnowledgeFilter } from './knowledge.ts'

interface Props {
  filter: KnowledgeFilter
  total: number | undefined
  onChange(filter: KnowledgeFilter): void
}

export function KnowledgeFilters({ filter, total, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const [typed, setTyped] = useState(filter.q)
  const settled = useDebounced(typed, 200)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the settled text starts a new search
  useEffect(() => {
    if (settled !== filter.q) onChange({ ...filter, q: settled, page: 1 })
  }, [settled])
  useEffect(() => setTyped(filter.q), [filter.q])
  return (
    <div className="row wrap" style={{ marginBottom: 12 }}>
      <Input
        allowClear
        prefix={<SearchOutlined className="faint" />}
        placeholder={t('knowledge.search')}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        style={{ width: 280, maxWidth: '100%' }}
      />
      <Segmented
        value={filter.language ?? 'all'}
        onChange={value =>
          onChange({ ...filter, page: 1, language: value === 'all' ? undefined : (value as 'zh' | 'en') })
        }
        options={[
          { value: 'all', label: t('app.all') },
          { value: 'zh', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
      />
      <Segmented
        value={filter.kind ?? 'all'}
        onChange={value =>
          onChange({ ...filter, page: 1, kind: value === 'all' ? undefined : (value as 'faq' | 'article') })
        }
        options={[
          { value: 'all', label: t('app.all') },
          { value: 'faq', label: t('faq.kind_faq') },
          { value: 'article', label: t('faq.kind_article') },
        ]}
      />
      {total === undefined ? null : <span className="small muted num">{t('knowledge.total', { total })}</span>}
    </div>
  )
}
