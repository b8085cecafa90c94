import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Collapse, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { formatFull } from '../shared/time.ts'
import { useDebounced } from '../shared/use-debounced.ts'
import type { ConversationDetail, Packet } from './api.ts'
import { Because } from './because.tsx'
import { ContactAttributes } from './contact/attributes.tsx'
import { ContactCard, ContactNotes } from './contact/contact-card.tsx'
import { type Facts, useFacts } from './contact/facts.ts'
import { Folded, Summary, Tried } from './contact/facts-parts.tsx'
import { visitorName } from './lists.ts'
import { BotTried, Entities, Intents, PageLine } from './packet-parts.tsx'
import { WaitingTime } from './waiting-time.tsx'
import { useDeskWords } from './words.ts'

/** Facts are read again once the conversation stands still for so long. */
const STILL_MS = 1500

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
  const facts = useFacts(conversation.id, useDebounced(conversation.lastSeq, STILL_MS))
  return (
    <div className="packet">
      <header className="row">
        {onBack ? (
          <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('app.back')} onClick={onBack} />
        ) : null}
        <strong className="grow ellipsis">{visitorName(conversation.contact, t('desk.stranger'))}</strong>
      </header>
      {detail === undefined ? <Skeleton active /> : null}
      {packet ? <Handoff conversation={conversation} packet={packet} facts={facts} onEdit={onEdit} /> : null}
      {detail !== undefined && !packet ? <p className="muted">{t('packet.none')}</p> : null}
      {packet || !facts ? null : <Summary facts={facts} />}
      {packet || !facts ? null : <Tried facts={facts} onEdit={onEdit} />}
      <ContactCard contact={{ ...packet?.contact, ...conversation.contact }} />
      {facts ? <ContactAttributes facts={facts} conversationId={conversation.id} /> : null}
      <PageLine page={facts?.trail.at(-1) ?? packet?.page ?? detail?.page ?? undefined} />
      {facts ? <ContactNotes facts={facts} conversationId={conversation.id} /> : null}
      {facts ? <Folded facts={facts} /> : null}
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
  facts,
  onEdit,
}: {
  conversation: ConversationSummary
  packet: Packet
  facts: Facts | undefined
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
      {facts?.summary.length ? <Summary facts={facts} /> : <Words packet={packet} />}
      <Intents understanding={packet.understanding} />
      {facts?.tried.length ? (
        <Tried facts={facts} onEdit={onEdit} />
      ) : (
        <BotTried passages={packet.passages} onEdit={onEdit} />
      )}
      <Entities understanding={packet.understanding} />
    </>
  )
}

/** The visitor's last words, as they are. */
function Words({ packet }: { packet: Packet }): ReactNode {
  const { t } = useDeskWords()
  return (
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
