import { App } from 'antd'
import { createContext, type ReactNode, useCallback, useContext, useEffect } from 'react'
import { type Location, useBlocker } from 'react-router'
import { useWords } from './i18n.ts'

/** The page's router can hold a change of the address back until somebody has been asked. */
export const HoldsBack = createContext(false)

/** Stands where something is not saved: whoever leaves is asked, by a link, by Back, and by the browser itself. */
export function Unsaved(): ReactNode {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [])
  return useContext(HoldsBack) ? <AskOnTheWay /> : null
}

/** Asks whether what is not saved may be dropped, and only then goes on. What comes back takes the question away. */
export function useAskToDrop(): (then: () => void, stay?: () => void) => () => void {
  const { t } = useWords()
  const { modal } = App.useApp()
  return useCallback(
    (then, stay) => {
      const asked = modal.confirm({
        title: t('app.unsaved'),
        content: t('app.leave_what'),
        okText: t('app.leave'),
        okButtonProps: { danger: true },
        cancelText: t('app.stay'),
        autoFocusButton: 'cancel',
        onOk: then,
        ...(stay && { onCancel: stay }),
      })
      return asked.destroy
    },
    [modal, t],
  )
}

function AskOnTheWay(): ReactNode {
  const ask = useAskToDrop()
  const blocker = useBlocker(leaves)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    return ask(
      () => blocker.proceed(),
      () => blocker.reset(),
    )
  }, [blocker, ask])
  return null
}

/** A place on the same page takes nothing away. */
function leaves({ currentLocation, nextLocation }: { currentLocation: Location; nextLocation: Location }): boolean {
  return currentLocation.pathname !== nextLocation.pathname || currentLocation.search !== nextLocation.search
}
