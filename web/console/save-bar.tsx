import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Unsaved } from '../shared/unsaved.tsx'
import { useConsoleWords } from './words.ts'

interface Props {
  busy: boolean
  /** What stands there cannot be saved. */
  disabled?: boolean
  onDiscard(): void
  onSave(): void
}

/** At the foot of a page while something on it is not saved: it also asks whoever leaves. */
export function SaveBar({ busy, disabled = false, onDiscard, onSave }: Props): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div className="sticky-save">
      <Unsaved />
      <span className="grow">{t('app.unsaved')}</span>
      <Button onClick={onDiscard}>{t('app.discard')}</Button>
      <Button type="primary" loading={busy} disabled={disabled} onClick={onSave}>
        {t('app.save')}
      </Button>
    </div>
  )
}
