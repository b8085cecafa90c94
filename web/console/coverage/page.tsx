import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { PageHead } from '../../shared/page-parts.tsx'
import { useConsoleWords } from '../words.ts'
import { CoverageTest } from './coverage-test.tsx'
import { UnansweredGroups } from './unanswered-groups.tsx'
import './coverage.css'

/** What the knowledge answers and what it does not: a list of questions, and what visitors asked in vain. */
export function CoveragePage(): ReactNode {
  const { t } = useConsoleWords()
  const [params, setParams] = useSearchParams()
  return (
    <div>
      <PageHead title={t('nav.coverage')} about={t('coverage.about')} />
      <Tabs
        activeKey={params.get('tab') === 'visitors' ? 'visitors' : 'list'}
        onChange={tab => setParams(tab === 'list' ? {} : { tab })}
        items={[
          { key: 'list', label: t('coverage.list'), children: <CoverageTest /> },
          { key: 'visitors', label: t('coverage.visitors'), children: <UnansweredGroups /> },
        ]}
      />
    </div>
  )
}
