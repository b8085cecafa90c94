import { Button, Input } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { useConsoleWords } from '../words.ts'
import { MOST_QUESTIONS, readQuestions } from './coverage.ts'

/** Real questions, pasted or from a file. */
export function QuestionForm({ onStart }: { onStart(questions: readonly string[]): void }): ReactNode {
  const { t } = useConsoleWords()
  const [typed, setTyped] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const questions = readQuestions(typed, false)
  const over = Math.max(0, questions.length - MOST_QUESTIONS)

  async function read(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const text = await file.text()
    const added = readQuestions(text, /\.(csv|tsv)$/i.test(file.name))
    setTyped(old => [...readQuestions(old, false), ...added.map(oneLine)].join('\n'))
  }
  return (
    <div className="card stack">
      <strong>{t('coverage.paste')}</strong>
      <span className="muted">{t('coverage.paste_hint', { most: MOST_QUESTIONS })}</span>
      <Input.TextArea
        value={typed}
        autoFocus
        autoSize={{ minRows: 8, maxRows: 18 }}
        placeholder={t('coverage.placeholder')}
        aria-label={t('coverage.paste')}
        onChange={event => setTyped(event.target.value)}
      />
      <div className="row wrap">
        <Button
          type="primary"
          disabled={questions.length === 0}
          onClick={() => onStart(questions.slice(0, MOST_QUESTIONS))}
        >
          {t('coverage.start', { count: Math.min(MOST_QUESTIONS, questions.length) })}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept=".txt,.csv,.tsv"
          aria-label={t('coverage.file')}
          onChange={event => {
            void read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button onClick={() => input.current?.click()}>{t('coverage.file')}</Button>
        {over > 0 ? <span className="small warn">{t('coverage.over', { over, most: MOST_QUESTIONS })}</span> : null}
      </div>
    </div>
  )
}

const oneLine = (question: string): string => question.replace(/\s*\r?\n\s*/g, ' ')
