import { PlusOutlined } from '@ant-design/icons'
import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Table, type TableColumnsType } from 'antd'
import type { ReactNode } from 'react'
import { Loaded } from '../../shared/page-parts.tsx'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'

interface Props<T> {
  title: string
  about: string
  empty: string
  query: UseQueryResult<T[]>
  /** The first alone stands on a phone. */
  columns: TableColumnsType<T>
  /** Undefined: may not make one. */
  onNew: (() => void) | undefined
  mayChange(item: T): boolean
  onChange(item: T): void
  onRemove(item: T): void
}

/** One kind of tool: its table, with what may be done in each row. */
export function ToolCard<T extends { id: string }>(props: Props<T>): ReactNode {
  const { title, about, empty, query, columns, onNew, mayChange, onChange, onRemove } = props
  const { t } = useConsoleWords()
  const phone = useIsPhone()
  const acts: TableColumnsType<T>[number] = {
    title: '',
    key: 'acts',
    width: 150,
    align: 'right',
    render: (_, item) =>
      mayChange(item) ? (
        <>
          <Button type="text" size="small" onClick={() => onChange(item)}>
            {t('app.edit')}
          </Button>
          <Button type="text" size="small" danger onClick={() => onRemove(item)}>
            {t('app.delete')}
          </Button>
        </>
      ) : null,
  }
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <div className="row wrap" style={{ justifyContent: 'space-between' }}>
        <h2 style={{ margin: 0, fontSize: 16 }}>{title}</h2>
        {onNew ? (
          <Button icon={<PlusOutlined />} onClick={onNew}>
            {t('tools.new')}
          </Button>
        ) : null}
      </div>
      <p className="muted">{about}</p>
      <Loaded query={query}>
        {items => (
          <Table
            rowKey="id"
            size="middle"
            columns={[...(phone ? columns.slice(0, 1) : columns), acts]}
            dataSource={items}
            pagination={items.length > 20 ? { pageSize: 20 } : false}
            locale={{ emptyText: empty }}
          />
        )}
      </Loaded>
    </section>
  )
}
