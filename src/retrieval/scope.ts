/** Where knowledge applies: for whom, in which inboxes, from when until when. */

export interface Scope {
  /** `agents`: for colleagues only, never shown to a visitor. Left out: everyone. */
  audience?: 'everyone' | 'agents'
  /** Left out or empty: all. */
  inboxIds?: string[]
  /** ISO 8601, the first moment that it holds and the first that it does not any more. */
  validFrom?: string
  validUntil?: string
}

/** Who asks, and where. */
export interface Viewer {
  audience: 'everyone' | 'agents'
  /** Left out: nowhere in particular; what holds for some inboxes only is not seen by visitors then. */
  inboxId?: string | undefined
  /** Only what has one of these labels (a document's tags); left out: whatever it has. */
  labels?: readonly string[] | undefined
}

/** What is known of a passage beside its texts. */
export interface Scoped {
  scope?: Scope | undefined
  tags?: readonly string[] | undefined
}

/** A visitor of no inbox in particular. */
export const ANYBODY: Viewer = { audience: 'everyone' }

/** Whether it says more than "for everyone, everywhere, always". */
export const isLimited = ({ audience, inboxIds, validFrom, validUntil }: Scope): boolean =>
  audience === 'agents' || (inboxIds?.length ?? 0) > 0 || validFrom !== undefined || validUntil !== undefined

/** Whether this viewer may see it now. Colleagues see what is of every inbox, unless they name one. */
export function isSeen({ audience, inboxId, labels }: Viewer, { scope = {}, tags = [] }: Scoped, now: number): boolean {
  if (labels !== undefined && !tags.some(tag => labels.includes(tag))) return false
  if (scope.audience === 'agents' && audience !== 'agents') return false
  if (scope.validFrom !== undefined && now < Date.parse(scope.validFrom)) return false
  if (scope.validUntil !== undefined && now >= Date.parse(scope.validUntil)) return false
  const own = scope.inboxIds ?? []
  if (own.length === 0) return true
  return inboxId === undefined ? audience === 'agents' : own.includes(inboxId)
}
