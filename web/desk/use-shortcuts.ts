import { useEffect, useRef } from 'react'
import { type Action, NO_KEYS, press } from './keys.ts'

/** Runs `handle` for each shortcut while the component is mounted. A false result leaves the key to the browser. */
export function useShortcuts(handle: (action: Action) => unknown): void {
  const latest = useRef(handle)
  latest.current = handle
  useEffect(() => {
    let state = NO_KEYS
    const down = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return
      const result = press(
        state,
        {
          key: event.key,
          typing: wantsKeys(event.target),
          modified: event.ctrlKey || event.altKey || event.metaKey,
          command: (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey,
        },
        Date.now(),
      )
      state = result.state
      if (result.action === undefined || (overlayOpen() && result.action !== 'escape')) return
      if (latest.current(result.action) !== false) event.preventDefault()
    }
    window.addEventListener('keydown', down)
    return () => window.removeEventListener('keydown', down)
  }, [])
}

function wantsKeys(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** A dialog or drawer is open: its keys are its own. */
function overlayOpen(): boolean {
  return (
    document.querySelector(
      '.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open, .ant-dropdown:not(.ant-dropdown-hidden)',
    ) !== null
  )
}
