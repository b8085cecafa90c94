import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Collapse, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { formatFull } from '../shared/time.ts'
import type { ConversationDetail, Packet } from './api.ts'
import { Because } from './because.tsx'
import { visitorName } from './lists.ts'
import { BotTried, Contact, Entities, Intents, PageLine } from './packet-parts.tsx'
import { WaitingTime } from './waiting-time.tsx'
import { useDeskWords } from './words.ts'

interface Props {
  conversation: ConversationSummary
  detail: ConversationDetail | undefined
  onEdit(documentId: string): void
  onBack: (() => void) | undefined
}

/** What an agent must know in five seconds: why, what was asked, what was tried. The rest folds. */
export function PacketPane({ conversation, detail, onEdit, onBack }: Props): ReactNode {
  const { t } = useDeskWords()
  const packet = detail?.packet ?? undefined
  return (
    <div className="packet">
      <header className="row">
        {onBack ? (
          <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('app.back')} onClick={onBack} />
        ) : null}
        <strong className="grow ellipsis">{visitorName(conversation.contact, t('desk.stranger'))}</strong>
      </header>
      {detail === undefined ? <Skeleton active /> : null}
      {packet ? <Handoff conversation={conversation} packet={packet} onEdit={onEdit} /> : null}
      {detail !== undefined && !packet ? <p className="muted">{t('packet.none')}</p> : null}
      <Contact contact={{ ...conversation.contact, ...packet?.contact }} />
      <PageLine page={packet?.page ?? detail?.page ?? undefined} />
      <Collapse
        ghost
        size="small"
        items={[
          { key: 'more', label: t('packet.more'), children: <More conversation={conversation} packet={packet} /> },
        ]}
      />
    </div>
  )
}

function Handoff({
  conversation,
  packet,
  onEdit,
}: {
  conversation: ConversationSummary
  packet: Packet
  onEdit(id: string): void
}): ReactNode {
  const { t } = useDeskWords()
  const { handoff, holder } = conversation
  return (
    <>
      <section className={`reason-card ${packet.reason}`}>
        <div className="row">
          <strong className="grow">{t(`reason.${packet.reason}`)}</strong>
          {holder === 'queue' && handoff ? <WaitingTime since={handoff.queuedAt} /> : null}
        </div>
        <span className="small">{t(`reason.${packet.reason}.what`)}</span>
        <Because because={packet.because} />
      </section>
      <section>
        <h3>{t('packet.words')}</h3>
        {packet.visitorWords.length === 0 ? <p className="muted">{t('packet.no_words')}</p> : null}
        <ul className="visitor-words">
          {packet.visitorWords.map((words, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same words may come twice, and never move
            <li key={index} className="plain-text">
              {words}
            </li>
          ))}
        </ul>
      </section>
      <Intents understanding={packet.understanding} />
      <BotTried passages={packet.passages} onEdit={onEdit} />
      <Entities understanding={packet.understanding} />
    </>
  )
}

function More({ conversation, packet }: { conversation: ConversationSummary; packet: Packet | undefined }): ReactNode {
  const { t, language } = useDeskWords()
  const { handoff } = conversation
  const spoken = packet?.language ?? conversation.language
  return (
    <dl className="facts small">
      {spoken === 'zh' || spoken === 'en' ? (
        <>
          <dt>{t('language.label')}</dt>
          <dd>{t(`language.${spoken}`)}</dd>
        </>
      ) : null}
      {handoff ? (
        <>
          <dt>{t('packet.queued')}</dt>
          <dd>{formatFull(handoff.queuedAt, language)}</dd>
        </>
      ) : null}
      {handoff?.assignedAt ? (
        <>
          <dt>{t('packet.assigned')}</dt>
          <dd>
            {formatFull(handoff.assignedAt, language)} {handoff.agent?.name}
          </dd>
        </>
      ) : null}
      <dt>{t('packet.conversation')}</dt>
      <dd>
        <code className="key">{conversation.id}</code>
      </dd>
    </dl>
  )
}
