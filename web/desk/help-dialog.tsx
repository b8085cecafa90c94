import { Modal } from 'antd'
import type { ReactNode } from 'react'
import { ACTIONS, KEYS } from './keys.ts'
import { useDeskWords } from './words.ts'

/** All shortcuts; the list is the one that the keyboard itself reads. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose(): void }): ReactNode {
  const { t } = useDeskWords()
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('help.title')} width={560}>
      <dl className="keys">
        {ACTIONS.map(action => (
          <div key={action}>
            <dt>
              {KEYS[action].map(key => (
                <kbd key={key}>{key === 'Escape' ? 'Esc' : key.toUpperCase()}</kbd>
              ))}
            </dt>
            <dd>{t(`key.${action}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Enter</kbd> <kbd>Esc</kbd>
          </dt>
          <dd>{t('key.offer')}</dd>
        </div>
        <div>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>{t('key.send')}</dd>
        </div>
        <div>
          <dt>
            <kbd>Alt</kbd> <kbd>1</kbd>–<kbd>3</kbd>
          </dt>
          <dd>{t('key.suggestion')}</dd>
        </div>
        <div>
          <dt>
            <kbd>Shift</kbd> <kbd>Enter</kbd>
          </dt>
          <dd>{t('key.newline')}</dd>
        </div>
      </dl>
      <p className="small muted">{t('help.hint')}</p>
    </Modal>
  )
}
