import type { ReactNode } from 'react'
import { PageHead } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'
import { PeopleCard } from './people-card.tsx'
import { RetentionCard } from './retention-card.tsx'

/** Visitors' own data: handed out, erased, and for how long it is kept. */
export function PrivacyPage(): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div>
      <PageHead title={t('nav.privacy')} about={t('privacy.about')} />
      <PeopleCard />
      <RetentionCard />
    </div>
  )
}
