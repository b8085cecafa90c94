import type { ReactNode } from 'react'
import { formatPercent } from '../../shared/time.ts'
import { type ConsoleKey, useConsoleWords } from '../words.ts'
import { type BotCounts, botShares } from './overview.ts'

const OUTCOMES: readonly { key: keyof BotCounts; name: ConsoleKey; why: ConsoleKey; colour: string; href: string }[] = [
  {
    key: 'answered',
    name: 'outcome.answered',
    why: 'outcome.answered.why',
    colour: 'var(--brand)',
    href: '/desk?tab=open',
  },
  {
    key: 'clarified',
    name: 'outcome.clarified',
    why: 'outcome.clarified.why',
    colour: '#7fb8a4',
    href: '/desk?tab=open',
  },
  { key: 'fallback', name: 'outcome.fallback', why: 'outcome.fallback.why', colour: '#d79a3c', href: '#unanswered' },
  {
    key: 'escalated',
    name: 'outcome.escalated',
    why: 'outcome.escalated.why',
    colour: '#8a7fb5',
    href: '/desk?tab=resolved',
  },
]

/** How the bot's turns of the last seven days ended. */
export function BotCard({ counts }: { counts: BotCounts }): ReactNode {
  const { t } = useConsoleWords()
  const shares = botShares(counts)
  return (
    <section className="card">
      <h2>{t('overview.bot')}</h2>
      {shares === undefined ? <p className="muted">{t('overview.bot_none')}</p> : null}
      <div className="share" aria-hidden="true">
        {OUTCOMES.map(outcome => (
          <i
            key={outcome.key}
            style={{ background: outcome.colour, width: `${(shares?.[outcome.key] ?? 0) * 100}%` }}
          />
        ))}
      </div>
      <ul className="legend">
        {OUTCOMES.map(outcome => (
          <li key={outcome.key}>
            <i style={{ background: outcome.colour }} />
            <span>{t(outcome.name)}</span>
            <a className="num" href={outcome.href}>
              {counts[outcome.key]}
              {shares ? ` · ${formatPercent(shares[outcome.key])}` : ''}
            </a>
            <span className="small muted">{t(outcome.why)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
