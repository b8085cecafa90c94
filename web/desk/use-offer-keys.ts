import { useEffect, useRef } from 'react'

interface OfferKeys {
  take(): void
  leave(): void
}

/** Enter and Esc answer the first offer, unless a field, a button or a dialog wants them. */
export function useOfferKeys(keys: OfferKeys | undefined): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      const act = latest.current && answerOf(event, latest.current)
      if (act === undefined) return
      event.preventDefault()
      event.stopPropagation()
      act()
    }
    // In the capture phase: the desk's own Esc leaves a field or a page, and comes after an offer.
    window.addEventListener('keydown', down, true)
    return () => window.removeEventListener('keydown', down, true)
  }, [])
}

function answerOf(event: KeyboardEvent, keys: OfferKeys): (() => void) | undefined {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return undefined
  if (isWanted(event.target) || document.querySelector(OVERLAY) !== null) return undefined
  if (event.key === 'Enter') return keys.take
  return event.key === 'Escape' ? keys.leave : undefined
}

const OVERLAY =
  '.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open, .ant-dropdown:not(.ant-dropdown-hidden)'

function isWanted(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, button, a, [role=tab]') !== null
}
