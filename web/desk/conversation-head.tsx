import { ArrowLeftOutlined, EyeOutlined, InfoCircleOutlined, MoreOutlined, SwapOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { useSession } from '../shared/session.ts'
import { formatDue } from '../shared/time.ts'
import type { Move } from './api.ts'
import { KEYS } from './keys.ts'
import { isMine, visitorName } from './lists.ts'
import { HeadLabels } from './tools/label-tags.tsx'
import type { Tools } from './tools/use-tools.tsx'
import type { Moves } from './use-moves.tsx'
import { WaitingTime } from './waiting-time.tsx'
import { useDeskWords } from './words.ts'

type Leave = Exclude<Move, 'accept' | 'decline' | 'take-over'>

interface Props {
  conversation: ConversationSummary
  /** Colleagues who look at it too. */
  lookers: readonly { id: string; name: string }[]
  moves: Moves
  phone: boolean
  onLeave(move: Leave): Promise<void>
  onBack(): void
  onDetails: (() => void) | undefined
  /** Undefined when it is not his to hand on. */
  onTransfer: (() => void) | undefined
  tools: Tools
}

const LEAVES: readonly Leave[] = ['return-to-bot', 'return-to-queue', 'close']
const KEY_OF = {
  'return-to-bot': KEYS.bot,
  'return-to-queue': KEYS.queue,
  close: KEYS.close,
} as const

/** Whose conversation it is, who holds it, and what can be done with it. */
export function ConversationHead(props: Props): ReactNode {
  const { conversation, lookers, moves, phone, onLeave, onBack, onDetails, onTransfer, tools } = props
  const { t } = useDeskWords()
  const leaves = LEAVES.filter(move => moves.can[move])
  const asMenu = phone || leaves.length === 0
  return (
    <header className="conversation-head">
      {phone ? <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('app.back')} onClick={onBack} /> : null}
      <div className="grow">
        <div className="ellipsis" style={{ fontWeight: 600 }}>
          {visitorName(conversation.contact, t('desk.stranger'))}
        </div>
        <div className="row">
          <HolderLine conversation={conversation} />
          <Lookers lookers={lookers} />
        </div>
        <HeadLabels conversation={conversation} />
      </div>
      {asMenu || !onTransfer ? null : (
        <Tooltip title={`${t('move.transfer.hint')} (${KEYS.transfer.join(' ').toUpperCase()})`}>
          <Button icon={<SwapOutlined />} onClick={onTransfer}>
            {t('move.transfer')}
          </Button>
        </Tooltip>
      )}
      {asMenu
        ? null
        : leaves.map(move => (
            <MoveButton key={move} move={move} busy={moves.busy === move} onClick={() => void onLeave(move)} />
          ))}
      {onDetails ? (
        <Tooltip title={`${t('packet.title')} (D)`}>
          <Button type="text" icon={<InfoCircleOutlined />} aria-label={t('packet.title')} onClick={onDetails} />
        </Tooltip>
      ) : null}
      {tools.items.length > 0 || (phone && leaves.length > 0) ? (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              ...tools.items,
              ...(phone && onTransfer ? [{ key: 'transfer', label: t('move.transfer'), onClick: onTransfer }] : []),
              ...(phone ? leaves : []).map(move => ({
                key: move,
                label: t(`move.${move}`),
                onClick: () => void onLeave(move),
              })),
            ],
          }}
        >
          <Button type="text" icon={<MoreOutlined />} aria-label={t('app.more')} />
        </Dropdown>
      ) : null}
    </header>
  )
}

function MoveButton({ move, busy, onClick }: { move: Leave; busy: boolean; onClick(): void }): ReactNode {
  const { t } = useDeskWords()
  return (
    <Tooltip title={`${t(`move.${move}.hint`)} (${KEY_OF[move].join(' ').toUpperCase()})`}>
      <Button loading={busy} onClick={onClick}>
        {t(`move.${move}`)}
      </Button>
    </Tooltip>
  )
}

/** Two agents never answer past each other unawares. */
function Lookers({ lookers }: { lookers: Props['lookers'] }): ReactNode {
  const { t } = useDeskWords()
  if (lookers.length === 0) return null
  const names = lookers.map(({ name }) => name).join(t('lookers.and'))
  return (
    <span className="lookers small ellipsis" role="status">
      <EyeOutlined aria-hidden /> {t('lookers', { names })}
    </span>
  )
}

/** Who answers now, in one line. */
function HolderLine({ conversation }: { conversation: ConversationSummary }): ReactNode {
  const { t, language } = useDeskWords()
  const { me } = useSession()
  const { holder, handoff, parked, status } = conversation
  if (conversation.contact.blocked) return <span className="small over-limit">{t('holder.blocked')}</span>
  if (status === 'snoozed' && parked) {
    const due = formatDue(parked.dueAt, language)
    return <span className="small muted">{t(`parked.${parked.reason}`, { due, agent: parked.by?.name ?? '' })}</span>
  }
  if (status === 'resolved') return <span className="small muted">{t('holder.resolved')}</span>
  if (holder === 'bot') return <span className="small muted">{t('holder.bot_line')}</span>
  if (holder === 'queue') {
    return (
      <span className="row small muted">
        {t('holder.queue')} {handoff ? <WaitingTime since={handoff.queuedAt} /> : null}
      </span>
    )
  }
  return (
    <span className="small muted">
      {isMine(conversation, me.id)
        ? t('holder.mine')
        : t('holder.other', { agent: handoff?.agent?.name ?? t('sender.agent') })}
    </span>
  )
}
