import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../../shared/session.ts'
import { useDeskWords } from '../words.ts'
import type { Tools } from './use-tools.tsx'

/** A reply to the visitor, or a note that only agents see. */
export function ComposerMode({ tools }: { tools: Tools }): ReactNode {
  const { t } = useDeskWords()
  const { can } = useSession()
  if (!can('conversations:write')) return null
  return (
    <div className={tools.noting ? 'composer-mode noting' : 'composer-mode'}>
      <Segmented
        size="small"
        value={tools.noting ? 'note' : 'reply'}
        onChange={mode => tools.setNoting(mode === 'note')}
        options={[
          { value: 'reply', label: t('composer.reply') },
          { value: 'note', label: t('composer.note') },
        ]}
      />
    </div>
  )
}
