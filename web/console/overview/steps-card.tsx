import { RightOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { nextSteps, type Overview, type Step } from './overview.ts'

/** The three next useful steps. */
export function StepsCard({ overview }: { overview: Overview }): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  return (
    <section className="card">
      <h2>{t('overview.steps')}</h2>
      <div className="steps">
        {nextSteps(overview, can).map(step => (
          <StepLink key={step.name} step={step} />
        ))}
      </div>
    </section>
  )
}

function StepLink({ step }: { step: Step }): ReactNode {
  const { t } = useConsoleWords()
  const words = (
    <>
      <span>{t(step.name, { count: step.count ?? 0 })}</span>
      <RightOutlined className="faint" style={{ fontSize: 12 }} />
      <span className="small muted">{t(step.why)}</span>
    </>
  )
  if (step.to.startsWith('!')) return <a href={step.to.slice(1)}>{words}</a>
  if (step.to.startsWith('#')) return <a href={step.to}>{words}</a>
  return <Link to={step.to}>{words}</Link>
}
