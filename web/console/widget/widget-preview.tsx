import { CloseOutlined, MessageFilled, SendOutlined } from '@ant-design/icons'
import { Segmented } from 'antd'
import { type CSSProperties, type ReactNode, useState } from 'react'
import type { Language } from '../../../src/message.ts'
import { useConsoleWords } from '../words.ts'
import { textOn, type WidgetSettings } from './inboxes.ts'
import './widget-preview.css'

/** The widget as the visitor meets it, drawn from what stands in the form now. */
export function WidgetPreview({ settings }: { settings: WidgetSettings }): ReactNode {
  const { t, language } = useConsoleWords()
  const [side, setSide] = useState<Language>(language)
  const colours = { '--accent': settings.colour, '--on-accent': textOn(settings.colour) } as CSSProperties
  const suggestions = settings.suggestions[side]
  return (
    <section>
      <div className="row" style={{ marginBottom: 8 }}>
        <span className="grow muted small">{t('widget.preview')}</span>
        <Segmented
          size="small"
          value={side}
          onChange={setSide}
          options={[
            { value: 'zh' as const, label: '中文' },
            { value: 'en' as const, label: 'English' },
          ]}
        />
      </div>
      <div className={`mock ${settings.position}`} style={colours} aria-hidden="true" lang={side}>
        <div className="mock-panel">
          <div className="mock-head">
            <i />
            <b>{settings.botName[side] || '…'}</b>
            <CloseOutlined />
          </div>
          <div className="mock-log">
            {settings.greeting[side].trim() === '' ? null : <p className="mock-in">{settings.greeting[side]}</p>}
            <div className="mock-chips">
              {suggestions.map(text => (
                <span key={text}>{text}</span>
              ))}
            </div>
            <p className="mock-out">{SAMPLE[side].ask}</p>
            <p className="mock-in">{SAMPLE[side].answer}</p>
          </div>
          <div className="mock-input">
            <span>{SAMPLE[side].input}</span>
            <SendOutlined />
          </div>
        </div>
        <div className="mock-launcher">
          <MessageFilled />
        </div>
      </div>
    </section>
  )
}

/** Words of the preview only: they are in the language being previewed, not in the page's. */
const SAMPLE: Record<Language, { ask: string; answer: string; input: string }> = {
  zh: { ask: '多久发货？', answer: '当天 16:00 前付款，当天发货。', input: '请输入您的问题…' },
  en: { ask: 'When do you ship?', answer: 'Paid before 16:00, shipped the same day.', input: 'Type your question…' },
}
