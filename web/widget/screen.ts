/** On a phone the panel is the whole screen: the page behind stands still, Tab stays inside, the keyboard covers nothing. */
export interface Screen {
  isFull(): boolean
  /** The panel was opened or closed. */
  opened(is: boolean): void
  destroy(): void
}

export const FULL_SCREEN = '(max-width: 480px), (max-height: 480px)'

export function createScreen(box: HTMLElement): Screen {
  const full = matchMedia(FULL_SCREEN)
  const seen = window.visualViewport
  let isOpen = false
  let overflow: string | undefined

  const apply = () => {
    const { style } = document.documentElement
    const lock = isOpen && full.matches
    if (lock && overflow === undefined) {
      overflow = style.overflow
      style.overflow = 'hidden'
    } else if (!lock && overflow !== undefined) {
      style.overflow = overflow
      overflow = undefined
    }
    box.setAttribute('aria-modal', String(lock))
  }

  /** The on-screen keyboard makes the visible part smaller: stay inside it. */
  const shrink = () => {
    if (!seen) return
    box.style.setProperty('--seen', `${Math.round(seen.height)}px`)
    box.style.setProperty('--top', `${Math.round(seen.offsetTop)}px`)
  }

  const keepFocus = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || !full.matches) return
    const stops = [...box.querySelectorAll<HTMLElement>('button:enabled,textarea,a[href],[tabindex]')].filter(
      stop => stop.offsetParent,
    )
    const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]]
    if ((box.getRootNode() as ShadowRoot).activeElement !== edge) return
    event.preventDefault()
    other?.focus()
  }

  full.addEventListener('change', apply)
  seen?.addEventListener('resize', shrink)
  seen?.addEventListener('scroll', shrink)
  box.addEventListener('keydown', keepFocus)
  shrink()

  return {
    isFull: () => full.matches,
    opened(is) {
      isOpen = is
      apply()
    },
    destroy() {
      isOpen = false
      apply()
      full.removeEventListener('change', apply)
      seen?.removeEventListener('resize', shrink)
      seen?.removeEventListener('scroll', shrink)
    },
  }
}
