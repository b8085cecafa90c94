import { SwapOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import type { DeskOffer } from '../../src/client/desk-client.ts'
import { useNotes } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { moveConversation } from './api.ts'
import { useNow } from './clock.ts'
import { visitorName } from './lists.ts'
import { useDesk, useDeskClient } from './live.tsx'
import { useOfferKeys } from './use-offer-keys.ts'
import { useDeskWords } from './words.ts'

interface Props {
  /** The conversation is this agent's now. */
  onTaken(id: string): void
}

/** What is offered to this agent, above his lists: Enter takes the first, Esc leaves it to others. */
export function Offers({ onTaken }: Props): ReactNode {
  const { t } = useDeskWords()
  const now = useNow()
  const { busy, answered, answer } = useAnswers(onTaken)
  const offers = useDesk(state => state.offers).filter(one => one.until > now && !answered.has(keyOf(one)))
  const first = offers[0]
  useOfferKeys(
    first === undefined
      ? undefined
      : { take: () => void answer(first, 'accept'), leave: () => void answer(first, 'decline') },
  )
  if (offers.length === 0) return null
  return (
    <section className="offers" aria-label={t('offer.title')} aria-live="assertive">
      {offers.map((offer, i) => (
        <OfferCard
          key={keyOf(offer)}
          offer={offer}
          first={i === 0}
          now={now}
          busy={busy === keyOf(offer)}
          onAnswer={answer}
        />
      ))}
    </section>
  )
}

const keyOf = ({ conversationId, epoch }: DeskOffer): string => `${conversationId} ${epoch}`

type Answer = (offer: DeskOffer, how: 'accept' | 'decline') => Promise<void>

/** One answer at a time; what was answered goes from the screen before the server says so. */
function useAnswers(onTaken: (id: string) => void) {
  const { t } = useDeskWords()
  const { api } = useSession()
  const client = useDeskClient()
  const { done, failed } = useNotes()
  const [busy, setBusy] = useState<string>()
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const answer: Answer = async (offer, how) => {
    if (busy !== undefined) return
    setBusy(keyOf(offer))
    try {
      client.know([await moveConversation(api, offer.conversationId, how, offer.epoch)])
      done(t(`move.${how}.done`))
      if (how === 'accept') onTaken(offer.conversationId)
    } catch (error) {
      failed(error)
    } finally {
      setAnswered(before => new Set(before).add(keyOf(offer)))
      setBusy(undefined)
    }
  }
  return { busy, answered, answer }
}

interface CardProps {
  offer: DeskOffer
  /** Enter and Esc are about this one. */
  first: boolean
  now: number
  busy: boolean
  onAnswer: Answer
}

function OfferCard({ offer, first, now, busy, onAnswer }: CardProps): ReactNode {
  const { t } = useDeskWords()
  const conversation = useDesk(state => state.conversations[offer.conversationId])
  const [whole] = useState(() => Math.max(1, offer.until - Date.now()))
  const seconds = Math.max(0, Math.ceil((offer.until - now) / 1000))
  const reason = conversation?.handoff?.reason
  return (
    <article className="offer">
      <div className="row">
        <strong className="grow ellipsis">
          {conversation === undefined ? t('desk.stranger') : visitorName(conversation.contact, t('desk.stranger'))}
        </strong>
        {reason === undefined ? null : <span className="tag reason">{t(`reason.${reason}`)}</span>}
        <b className="num">{t('offer.seconds', { seconds })}</b>
      </div>
      <div className="small muted ellipsis">{conversation?.lastText}</div>
      {offer.from === undefined ? null : (
        <div className="small offer-note">
          <SwapOutlined /> {t('offer.from', { agent: offer.from.name })}
          {offer.from.note === '' ? null : <span className="offer-words">{offer.from.note}</span>}
        </div>
      )}
      <div className="row offer-buttons">
        <Button type="primary" loading={busy} onClick={() => void onAnswer(offer, 'accept')}>
          {t('move.accept')} {first ? <kbd className="on-brand wide-only">Enter</kbd> : null}
        </Button>
        <Button disabled={busy} onClick={() => void onAnswer(offer, 'decline')}>
          {t('move.decline')} {first ? <kbd className="wide-only">Esc</kbd> : null}
        </Button>
      </div>
      <TimeBar share={(offer.until - now) / whole} />
    </article>
  )
}

/** What is left of the time, for the eye; the number says it in words. */
function TimeBar({ share }: { share: number }): ReactNode {
  const [shown, setShown] = useState(1)
  useEffect(() => setShown(Math.max(0, Math.min(1, share))), [share])
  return <i className="offer-time" style={{ transform: `scaleX(${shown})` }} aria-hidden="true" />
}
