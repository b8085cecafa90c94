import type { ReactNode } from 'react'
import { useConsoleWords } from '../words.ts'
import { groupProblems, problemWords } from './failure-words.ts'
import type { SourceFile } from './sources.ts'

/** What could not be read, and where. Of a site also on which page of it. */
export function ProblemList({ files, many }: { files: SourceFile[]; many: boolean }): ReactNode {
  const { t } = useConsoleWords()
  const troubled = files.filter(file => file.problems.length > 0)
  if (troubled.length === 0) return null
  return (
    <div className="problem-list">
      <strong className="small">{t('sources.left_out')}</strong>
      <ul>
        {troubled.flatMap(file =>
          groupProblems(file.problems).map(group => (
            <li key={`${file.position} ${group.code}`} className="small">
              {many ? <span className="muted">{file.name}: </span> : null}
              {problemWords(group, t)}
              {group.pages === '' ? null : ` ${t('sources.on_pages', { pages: group.pages })}`}
              {group.lines === '' ? null : ` ${t('sources.in_rows', { rows: group.lines })}`}
            </li>
          )),
        )}
      </ul>
    </div>
  )
}
