import { InboxOutlined } from '@ant-design/icons'
import { type ReactNode, useEffect, useState } from 'react'
import { useConsoleWords } from '../words.ts'
import { formatBytes, MAX_UPLOAD } from './sources.ts'

/** Files may be dropped anywhere on the page; while they hover, the page says so. */
export function DropZone({ onFiles }: { onFiles(files: File[]): void }): ReactNode {
  const { t } = useConsoleWords()
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Entering a child comes before leaving its parent: only the balance tells whether the page was left.
    let depth = 0
    const isFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const enter = (event: DragEvent) => {
      if (!isFiles(event)) return
      depth++
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (isFiles(event) && --depth <= 0) setOver(false)
    }
    const hover = (event: DragEvent) => {
      if (isFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!isFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      onFiles([...(event.dataTransfer?.files ?? [])])
    }
    const handlers = { dragenter: enter, dragleave: leave, dragover: hover, drop } as const
    for (const [name, handler] of Object.entries(handlers)) window.addEventListener(name as 'drop', handler)
    return () => {
      for (const [name, handler] of Object.entries(handlers)) window.removeEventListener(name as 'drop', handler)
    }
  }, [onFiles])
  if (!over) return null
  return (
    <div className="drop-overlay">
      <div>
        <InboxOutlined />
        <strong>{t('sources.drop_here')}</strong>
        <span className="small">{t('sources.drop_many', { most: formatBytes(MAX_UPLOAD) })}</span>
      </div>
    </div>
  )
}
