import { useQuery } from '@tanstack/react-query'
import { Modal, Segmented, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { ColumnChoice } from './column-choice.tsx'
import { asKnownError } from './failure-words.ts'
import type { ColumnMapping } from './sources.ts'
import { canUse, fetchPreview, type TablePreview } from './table-preview.ts'
import type { AddFiles } from './use-add-files.ts'

interface Props {
  file: File | undefined
  /** More tables wait behind this one. */
  left: number
  onDone: AddFiles['tableDone']
}

/** Before a table goes up: its first rows, and which column says what. */
export function TableDialog({ file, left, onDone }: Props): ReactNode {
  if (file === undefined) return null
  return (
    <OneTable key={`${file.name} ${file.size} ${file.lastModified} ${left}`} file={file} left={left} onDone={onDone} />
  )
}

function OneTable({ file, left, onDone }: Props & { file: File }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const [chosen, setChosen] = useState<Partial<ColumnMapping>>()
  const [plainChosen, setPlain] = useState<boolean>()
  const query = useQuery({
    queryKey: ['table-preview', file.name, file.size, file.lastModified],
    queryFn: () => fetchPreview(api, file),
    retry: false,
    gcTime: 0,
  })
  const preview = query.data
  const mapping = chosen ?? preview?.guess ?? {}
  const plain = plainChosen ?? (preview !== undefined && preview.guess == null)
  const ready = query.isError || (preview !== undefined && (plain || canUse(mapping)))
  const columns = query.isError ? undefined : plain ? null : (mapping as ColumnMapping)
  return (
    <Modal
      open
      width={860}
      title={t('table.title', { name: file.name })}
      okText={t(left > 0 ? 'table.upload_next' : 'table.upload', { left })}
      cancelText={t('table.skip')}
      okButtonProps={{ disabled: !ready }}
      onOk={() => onDone({ columns })}
      onCancel={() => onDone('skip')}
      mask={{ closable: false }}
    >
      {query.isError ? <ErrorAlert error={asKnownError(query.error, t)} /> : null}
      {query.isPending ? <Skeleton active /> : null}
      {preview === undefined ? null : (
        <div className="stack">
          <Segmented
            className="start"
            value={plain ? 'plain' : 'faq'}
            onChange={value => setPlain(value === 'plain')}
            options={[
              { value: 'faq', label: t('table.faq') },
              { value: 'plain', label: t('table.plain') },
            ]}
          />
          <span className="small muted">{t(plain ? 'table.plain_hint' : 'table.faq_hint')}</span>
          {plain ? null : <ColumnChoice columns={preview.columns} mapping={mapping} onChange={setChosen} />}
          <PreviewTable preview={preview} mapping={plain ? {} : mapping} />
        </div>
      )}
    </Modal>
  )
}

/** The first rows; a column that is used is marked with what it will be. */
function PreviewTable({ preview, mapping }: { preview: TablePreview; mapping: Partial<ColumnMapping> }): ReactNode {
  const { t } = useConsoleWords()
  const roleOf = (column: string) =>
    (Object.entries(mapping) as [keyof ColumnMapping, string | undefined][]).find(([, name]) => name === column)?.[0]
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard
    <section className="preview-scroll" tabIndex={0} aria-label={t('table.preview')}>
      <table className="preview">
        <thead>
          <tr>
            {preview.columns.map(column => {
              const role = roleOf(column)
              return (
                <th key={column} className={role ? 'used' : ''}>
                  {column}
                  {role ? <span className="small block">{t(`column.${role}`)}</span> : null}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name and never move
            <tr key={row}>
              {preview.columns.map((column, at) => (
                <td key={column} className={roleOf(column) ? 'used' : ''}>
                  {cells[at] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small muted">{t('table.total', { shown: preview.rows.length, total: preview.total })}</p>
    </section>
  )
}
