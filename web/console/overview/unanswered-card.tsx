import { CheckCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { DocumentDrawer, type DocumentTarget } from '../../shared/document-drawer.tsx'
import { EmptyState } from '../../shared/page-parts.tsx'
import { PlainText } from '../../shared/safe-text.tsx'
import { useSession } from '../../shared/session.ts'
import { formatAgo } from '../../shared/time.ts'
import { emptyDocument } from '../knowledge/knowledge.ts'
import { useConsoleWords } from '../words.ts'
import type { Unanswered } from './overview.ts'

/** The questions the bot had no answer for; each leads to its conversation and to writing the answer. */
export function UnansweredCard({ list }: { list: Unanswered[] }): ReactNode {
  const { t, language } = useConsoleWords()
  const { can } = useSession()
  const [target, setTarget] = useState<DocumentTarget>()
  return (
    <section className="card" id="unanswered">
      <h2>{t('overview.unanswered')}</h2>
      {list.length === 0 ? (
        <EmptyState icon={<CheckCircleOutlined />} title={t('unanswered.none')} hint={t('unanswered.none_hint')} />
      ) : null}
      <ul className="plain-list">
        {list.map(item => (
          <li key={`${item.conversationId}${item.at}`}>
            <PlainText text={item.text} />
            <div className="row wrap small">
              <span className="muted">{formatAgo(item.at, language)}</span>
              {can('conversations:read') ? (
                <a href={`/desk/c/${item.conversationId}`}>{t('unanswered.conversation')}</a>
              ) : null}
              {can('knowledge:write') ? (
                <Button
                  type="link"
                  size="small"
                  style={{ padding: 0, height: 'auto', fontSize: 12 }}
                  onClick={() => setTarget({ kind: 'new', fields: emptyDocument(item.text) })}
                >
                  {t('unanswered.answer')}
                </Button>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      <DocumentDrawer target={target} onClose={() => setTarget(undefined)} />
    </section>
  )
}
