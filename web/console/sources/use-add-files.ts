import { useCallback, useState } from 'react'
import type { ColumnMapping } from './sources.ts'
import { useUploads } from './use-uploads.ts'

const TABLE = /\.(csv|tsv|xlsx)$/i

export interface AddFiles {
  add(files: File[]): void
  /** The table whose columns are being checked. */
  table: File | undefined
  /** Tables that wait behind it. */
  tablesLeft: number
  /** `skip`: it is not uploaded after all. */
  tableDone(what: { columns: ColumnMapping | null | undefined } | 'skip'): void
}

/** Files go up at once; a table first has its columns looked at, one table after the other. */
export function useAddFiles(): AddFiles {
  const { uploads } = useUploads()
  const [tables, setTables] = useState<readonly File[]>([])
  const add = useCallback(
    (files: File[]) => {
      const isTable = (file: File) => TABLE.test(file.name) && file.size > 0
      for (const file of files) if (!isTable(file)) uploads.add(file)
      setTables(waiting => [...waiting, ...files.filter(isTable)])
    },
    [uploads],
  )
  const [table, ...rest] = tables
  return {
    add,
    table,
    tablesLeft: rest.length,
    tableDone(what) {
      if (table !== undefined && what !== 'skip') uploads.add(table, what.columns)
      setTables(rest)
    },
  }
}
