import { App, Button } from 'antd'
import { useCallback } from 'react'
import { useDeskWords } from '../words.ts'

const SECONDS = 5

/** Says what was done, and takes it back on a click within five seconds. */
export function useUndo(): (done: string, undo: () => void) => void {
  const { message } = App.useApp()
  const { t } = useDeskWords()
  return useCallback(
    (done, undo) => {
      const key = `undo ${Date.now()}`
      const back = () => {
        message.destroy(key)
        undo()
      }
      const content = (
        <>
          {done}
          <Button type="link" size="small" onClick={back}>
            {t('undo.do')}
          </Button>
        </>
      )
      void message.open({ key, type: 'success', duration: SECONDS, content })
    },
    [message, t],
  )
}
