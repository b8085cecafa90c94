import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useRef } from 'react'
import { FILE_ENDINGS } from './sources.ts'

/** A button that opens the system's dialog for one or many files. */
export function FilePicker({ label, onFiles }: { label: string; onFiles(files: File[]): void }): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={FILE_ENDINGS.join(',')}
        aria-label={label}
        onChange={event => {
          onFiles([...(event.target.files ?? [])])
          // The same file chosen again shall be noticed again.
          event.target.value = ''
        }}
      />
      <Button type="primary" icon={<UploadOutlined />} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  )
}
