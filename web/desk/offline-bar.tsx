import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Availability } from './availability.tsx'
import { useDeskWords } from './words.ts'

/** Not online: visitors are told that nobody is there. One click (or O) changes it. */
export function OfflineBar({ availability }: { availability: Availability }): ReactNode {
  const { t } = useDeskWords()
  if (availability.value === 'online' || availability.value === 'busy') return null
  return (
    <div className="bar calm">
      <span>{t(`offline.${availability.value}`)}</span>
      <Button type="primary" size="small" loading={availability.busy} onClick={() => void availability.set('online')}>
        {t('offline.go_online')} <kbd className="on-brand">O</kbd>
      </Button>
    </div>
  )
}
