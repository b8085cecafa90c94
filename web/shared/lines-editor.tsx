import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { useWords } from './i18n.ts'
import { addLines, changeLine, hasLine } from './lines.ts'

interface Props {
  value?: string[]
  onChange?(lines: string[]): void
  placeholder?: string
  id?: string
  max?: number
}

/** A list of short texts: edit in place, Enter adds, pasting several lines adds them all. Fits a Form.Item. */
export function LinesEditor({ value = [], onChange = () => {}, placeholder, id, max }: Props): ReactNode {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [over, setOver] = useState(false)
  const duplicate = typed.trim() !== '' && hasLine(value, typed)
  const full = max !== undefined && value.length >= max

  function add(text: string): void {
    const next = addLines(value, text)
    if (next.length === value.length) return
    onChange(max === undefined ? next : next.slice(0, max))
    setTyped('')
  }
  function keyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    add(typed)
  }
  function paste(event: ClipboardEvent): void {
    const text = event.clipboardData.getData('text')
    if (!text.includes('\n')) return
    event.preventDefault()
    add(text)
  }

  return (
    <div className="lines-editor">
      {value.length === 0 ? null : (
        <ul className={over ? 'lines open' : 'lines'} onFocus={() => setOver(true)}>
          {value.map((line, index) => (
            <Line
              key={line}
              text={line}
              onChange={text => onChange(changeLine(value, index, text))}
              removeLabel={t('app.delete')}
            />
          ))}
        </ul>
      )}
      {full ? null : (
        <Input
          id={id ?? ''}
          value={typed}
          placeholder={placeholder ?? t('faq.similar_add')}
          status={duplicate ? 'warning' : ''}
          suffix={duplicate ? <span className="small muted">{t('faq.duplicate')}</span> : <span />}
          onChange={event => setTyped(event.target.value)}
          onKeyDown={keyDown}
          onPaste={paste}
          onBlur={() => add(typed)}
          prefix={<PlusOutlined className="faint" />}
        />
      )}
    </div>
  )
}

function Line({
  text,
  onChange,
  removeLabel,
}: {
  text: string
  onChange(text: string): void
  removeLabel: string
}): ReactNode {
  const [typed, setTyped] = useState(text)
  return (
    <li>
      <Input
        variant="borderless"
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onBlur={() => typed !== text && onChange(typed)}
        onPressEnter={event => event.currentTarget.blur()}
      />
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={`${removeLabel}: ${text}`}
        onClick={() => onChange('')}
      />
    </li>
  )
}
