import { useCallback, useEffect } from 'react'
import type { Sound } from '../notice.ts'
import { useDeskWords } from '../words.ts'

const ASKED = 'yingda.notifications.asked'

/** The desk's sounds, and beside them a notification of the system while the page is hidden. */
export function useAlerts(sound: Sound): Sound['play'] {
  const { t } = useDeskWords()
  const { play } = sound
  useEffect(askOnce, [])
  return useCallback(
    kind => {
      play(kind)
      if (document.hidden) show(t('app.name'), t(`notify.${kind}`), kind)
    },
    [play, t],
  )
}

/** Browsers want a gesture before the question; whoever says no is not asked again. */
function askOnce(): undefined | (() => void) {
  if (!('Notification' in window) || Notification.permission !== 'default') return undefined
  if (localStorage.getItem(ASKED) !== null) return undefined
  const ask = () => {
    localStorage.setItem(ASKED, 'yes')
    void Notification.requestPermission()
  }
  window.addEventListener('pointerdown', ask, { once: true })
  return () => window.removeEventListener('pointerdown', ask)
}

function show(title: string, body: string, tag: string): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  // The same tag: ten waiting visitors are one notification.
  const notification = new Notification(title, { body, tag })
  notification.onclick = () => {
    window.focus()
    notification.close()
  }
}
