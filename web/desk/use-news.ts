import { useCallback, useEffect, useRef } from 'react'
import { useSession } from '../shared/session.ts'
import { unreadOf } from './lists.ts'
import { useDesk } from './live.tsx'
import type { Sound } from './notice.ts'
import { useNewlyWaiting } from './use-list.ts'

/** Rings when somebody new waits, when one is offered to us, and when a visitor of ours writes where we are not looking. */
export function useNews(openId: string | undefined, play: Sound['play']): void {
  const { me } = useSession()
  useNewlyWaiting(useCallback(() => play('waiting'), [play]))
  const elsewhere = useDesk(state => {
    const here = openId === undefined || document.hidden ? undefined : state.conversations[openId]
    return unreadOf(state.conversations, me.id) - (here && here.handoff?.agent?.id === me.id ? here.unread : 0)
  })
  useNewOffers(useCallback(() => play('offer'), [play]))
  const before = useRef(elsewhere)
  useEffect(() => {
    if (elsewhere > before.current) play('message')
    before.current = elsewhere
  }, [elsewhere, play])
}

/** Tells of an offer that was not there before. */
function useNewOffers(onNew: () => void): void {
  const offers = useDesk(state => state.offers)
  const known = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const keys = offers.map(offer => `${offer.conversationId} ${offer.epoch}`)
    if (keys.some(key => !known.current.has(key))) onNew()
    known.current = new Set(keys)
  }, [offers, onNew])
}
