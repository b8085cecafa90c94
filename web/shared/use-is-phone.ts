import { useSyncExternalStore } from 'react'

const PHONE = '(max-width: 767px)'
const NARROW = '(max-width: 1179px)'

/** The window is as narrow as a phone: one pane at a time. */
export function useIsPhone(): boolean {
  return useMedia(PHONE)
}

/** There is no room for a third pane. */
export function useIsNarrow(): boolean {
  return useMedia(NARROW)
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    changed => {
      const media = matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}
