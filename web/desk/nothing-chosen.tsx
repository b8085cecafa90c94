import { CoffeeOutlined, CommentOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { EmptyState } from '../shared/page-parts.tsx'
import type { Tab } from './lists.ts'
import { useDeskWords } from './words.ts'

/** The middle of the desk before a conversation is chosen. */
export function NothingChosen({
  tab,
  first,
  onOpen,
}: {
  tab: Tab
  first: string | undefined
  onOpen(id: string): void
}): ReactNode {
  const { t } = useDeskWords()
  return (
    <main className="conversation empty-pane">
      {first === undefined ? (
        <EmptyState icon={<CoffeeOutlined />} title={t(`empty.${tab}`)} hint={t(`empty.${tab}.hint`)} />
      ) : (
        <EmptyState
          icon={<CommentOutlined />}
          title={t('empty.choose')}
          hint={t('empty.choose.hint')}
          action={
            <Button type="primary" onClick={() => onOpen(first)}>
              {t('empty.open_first')} <kbd className="on-brand">J</kbd>
            </Button>
          }
        />
      )}
    </main>
  )
}
