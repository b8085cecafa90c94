import { EditOutlined, ExportOutlined, LinkOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import type { KnowledgeDocument } from '../../shared/documents.ts'
import { useCopy } from '../../shared/page-parts.tsx'
import { MarkdownText } from '../../shared/safe-text.tsx'
import { useConsoleWords } from '../words.ts'
import { askedQuestions, type DocumentPassage, passagePath } from './passages.ts'
import type { Source } from './sources.ts'

interface Props {
  passage: DocumentPassage
  number: number
  kind: KnowledgeDocument['kind']
  source: Source
  documentId: string
  marked: boolean
  /** Absent where the original has no pages. */
  onOriginal: (() => void) | undefined
  /** Absent for accounts that may not. */
  onEdit: (() => void) | undefined
}

/** One passage: where it stands, what it says, what it may be asked as. */
export function PassageCard({
  passage,
  number,
  kind,
  source,
  documentId,
  marked,
  onOriginal,
  onEdit,
}: Props): ReactNode {
  const { t } = useConsoleWords()
  const copy = useCopy()
  const { passageId, heading, text, page } = passage
  const link = `/console${passagePath({ passageId, documentId, sourceId: source.id })}`
  return (
    <li id={`passage-${passageId}`} className={marked ? 'card passage marked' : 'card passage'} aria-current={marked}>
      <header className="row">
        <span className="small faint num">{number}</span>
        <strong className="grow passage-heading">{heading}</strong>
        {onOriginal === undefined ? null : (
          <Button size="small" icon={<ExportOutlined />} onClick={onOriginal}>
            {t('source.open_page', { page: page ?? 1 })}
          </Button>
        )}
        {onEdit === undefined ? null : (
          <Tooltip title={t('app.edit')}>
            <Button
              type="text"
              size="small"
              icon={<EditOutlined />}
              aria-label={`${t('app.edit')}: ${heading ?? number}`}
              onClick={onEdit}
            />
          </Tooltip>
        )}
        <Tooltip title={t('source.copy_link')}>
          <Button
            type="text"
            size="small"
            icon={<LinkOutlined />}
            aria-label={t('source.copy_link')}
            onClick={() => copy(location.origin + link)}
          />
        </Tooltip>
      </header>
      <MarkdownText text={text} />
      <Questions questions={askedQuestions(kind, passage)} />
    </li>
  )
}

function Questions({ questions }: { questions: string[] }): ReactNode {
  const { t } = useConsoleWords()
  if (questions.length === 0) return null
  return (
    <details className="small passage-questions">
      <summary className="muted">{t('source.questions', { count: questions.length })}</summary>
      <ul>
        {questions.map(question => (
          <li key={question}>{question}</li>
        ))}
      </ul>
    </details>
  )
}
