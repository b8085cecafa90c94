import type { ReactNode } from 'react'
import { PageHead } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'
import { BlockedCard } from './blocked-card.tsx'
import { CannedCard } from './canned-card.tsx'
import { LabelsCard } from './labels-card.tsx'
import { MacrosCard } from './macros-card.tsx'

/** What agents have at hand: canned responses, labels, macros; and whom nobody has to read. */
export function ToolsPage(): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div>
      <PageHead title={t('nav.tools')} about={t('tools.about')} />
      <CannedCard />
      <LabelsCard />
      <MacrosCard />
      <BlockedCard />
    </div>
  )
}
