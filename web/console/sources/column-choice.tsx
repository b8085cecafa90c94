import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useConsoleWords } from '../words.ts'
import type { ColumnMapping } from './sources.ts'
import { assign, ROLES } from './table-preview.ts'

interface Props {
  columns: string[]
  mapping: Partial<ColumnMapping>
  onChange(mapping: Partial<ColumnMapping>): void
}

/** For each thing that an entry may have, the column that says it. */
export function ColumnChoice({ columns, mapping, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const options = columns.filter(Boolean).map(column => ({ value: column, label: column }))
  return (
    <div className="column-choice">
      {ROLES.map(role => {
        const needed = role === 'question' || role === 'answer'
        const missing = needed && mapping[role] === undefined
        return (
          <label key={role} htmlFor={`column-${role}`}>
            <span className="small">
              {t(`column.${role}`)}
              {needed ? <span className="problem"> *</span> : null}
            </span>
            <Select
              id={`column-${role}`}
              value={mapping[role] ?? null}
              options={needed ? options : [{ value: '', label: t('column.none') }, ...options]}
              placeholder={t(needed ? 'column.choose' : 'column.none')}
              status={missing ? 'error' : ''}
              onChange={(column: string | null) => onChange(assign(mapping, role, column || undefined))}
            />
          </label>
        )
      })}
    </div>
  )
}
