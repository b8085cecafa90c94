import { ClockCircleOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { formatWait, waitLevel } from '../shared/time.ts'
import { useNow } from './clock.ts'
import { useFirstReplyMs } from './find-api.ts'
import { useDeskWords } from './words.ts'

/** How long somebody waits, ticking; orange from half of the time for a first reply on, red after it. */
export function WaitingTime({ since }: { since: string }): ReactNode {
  const { t, language } = useDeskWords()
  const ms = useNow() - new Date(since).getTime()
  const wait = formatWait(ms, language)
  return (
    <span className={`waiting num ${waitLevel(ms, useFirstReplyMs())}`} title={t('desk.waiting_for', { wait })}>
      <ClockCircleOutlined /> {wait}
    </span>
  )
}
