import { memo, type ReactNode } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { plainLine } from '../shared/markdown.ts'
import { useSession } from '../shared/session.ts'
import { formatAgo, formatDue } from '../shared/time.ts'
import { useNow } from './clock.ts'
import { isOfferedToOther, type Tab, visitorName } from './lists.ts'
import { useDrafts } from './live.tsx'
import { LabelTag } from './tools/label-tags.tsx'
import { WaitingTime } from './waiting-time.tsx'
import { useDeskWords } from './words.ts'

interface Props {
  conversation: ConversationSummary
  tab: Tab
  chosen: boolean
  /** A note names me, and I have not read it. */
  mentioned: boolean
  top: number
  onOpen(id: string): void
}

/** One line of a list: who, how long, why, and the last words. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  tab,
  chosen,
  mentioned,
  top,
  onOpen,
}: Props): ReactNode {
  const { t } = useDeskWords()
  const { contact, handoff, holder, language, lastText, unread } = conversation
  const { me } = useSession()
  const draft = useDrafts().get(conversation.id)
  const name = visitorName(contact, t('desk.stranger'))
  return (
    <li className="row-item" style={{ top }}>
      <button
        type="button"
        className={chosen ? 'chosen' : ''}
        aria-current={chosen}
        onClick={() => onOpen(conversation.id)}
      >
        <span className="row">
          <strong className="grow ellipsis">{name}</strong>
          {conversation.parked ? (
            <Due iso={conversation.parked.dueAt} />
          ) : holder === 'queue' && handoff ? (
            <WaitingTime since={handoff.queuedAt} />
          ) : (
            <Ago iso={conversation.lastAt} />
          )}
        </span>
        <span className="row small">
          <span className="grow ellipsis muted">
            {draft === '' ? (
              <Who kind={conversation.lastSenderKind} />
            ) : (
              <span className="draft-mark">{t('desk.draft')}</span>
            )}
            {plainLine(draft === '' ? lastText : draft)}
          </span>
          {mentioned ? (
            <b className="count alert" role="img" aria-label={t('mentions.unread')} title={t('mentions.unread')}>
              @
            </b>
          ) : null}
          {unread > 0 && holder === 'agent' ? <b className="count alert num">{unread > 99 ? '99+' : unread}</b> : null}
        </span>
        <span className="row small faint">
          {holder === 'queue' && handoff ? <span className="tag reason">{t(`reason.${handoff.reason}`)}</span> : null}
          {holder === 'queue' && handoff?.team ? <span className="tag ellipsis">{handoff.team.name}</span> : null}
          {handoff?.agent && isOfferedToOther(conversation, me.id) ? (
            <span className="tag ellipsis">{t('offer.to', { agent: handoff.agent.name })}</span>
          ) : null}
          {tab !== 'mine' && holder === 'agent' && handoff?.agent ? (
            <span className="tag">{handoff.agent.name}</span>
          ) : null}
          {conversation.parked && conversation.parked.reason !== 'snoozed' ? (
            <span className="tag reason">{t(`parked.tag.${conversation.parked.reason}`)}</span>
          ) : null}
          {conversation.parked?.by ? <span className="tag ellipsis">{conversation.parked.by.name}</span> : null}
          {tab === 'open' && holder === 'bot' && !conversation.parked ? (
            <span className="tag">{t('holder.bot')}</span>
          ) : null}
          {tab === 'open' && holder === 'queue' ? <span className="tag">{t('holder.queue')}</span> : null}
          {conversation.labels?.slice(0, LABELS_SHOWN).map(label => (
            <LabelTag key={label.id} label={label} />
          ))}
          {language === 'zh' || language === 'en' ? <span>{t(`language.${language}`)}</span> : null}
        </span>
      </button>
    </li>
  )
})

function Who({ kind }: { kind: string }): ReactNode {
  const { t, language } = useDeskWords()
  if (kind !== 'bot' && kind !== 'agent') return null
  return (
    <span className="faint">
      {t(`sender.${kind}`)}
      {language === 'zh' ? '：' : ': '}
    </span>
  )
}

function Due({ iso }: { iso: string }): ReactNode {
  const { language } = useDeskWords()
  return <span className="small due num">{formatDue(iso, language)}</span>
}

/** The row is one line high. */
const LABELS_SHOWN = 2

function Ago({ iso }: { iso: string }): ReactNode {
  const { language } = useDeskWords()
  return <span className="small faint num">{formatAgo(iso, language, useNow())}</span>
}
