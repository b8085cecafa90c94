import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ErrorPanel } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { formatPercent } from '../../shared/time.ts'
import { type ConsoleWords, useConsoleWords } from '../words.ts'

/** What is shown of POST /nlu/explain. */
interface Explanation {
  intents: { name: string }[]
  by: string
  reasons: { what: string; kind: string; weight: number }[]
  similar: { intent: string; line: string; cosine: number }[]
}

interface Props {
  text: string
  titleOf(intent: string): string
}

/** Which words spoke for the best intent or against it, and which training lines are most alike. */
export function Why({ text, titleOf }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({
    queryKey: ['explain', text],
    queryFn: () => api.post<{ explanation: Explanation | null }>('/nlu/explain', { text }),
  })
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
  if (query.data === undefined) return <Skeleton active title={false} />
  const { explanation } = query.data
  const best = explanation?.intents[0]
  if (!explanation || best === undefined) return <span className="small muted">{t('try.no_model')}</span>
  return (
    <div className="stack small">
      {explanation.by === 'exact' ? <strong>{t('why.exact')}</strong> : null}
      <span>{t('why.reasons', { intent: titleOf(best.name) })}</span>
      <Reasons reasons={explanation.reasons} />
      <span>{t('why.similar')}</span>
      <ul className="plain-list">
        {explanation.similar.map(({ intent, line, cosine }) => (
          <li key={`${intent} ${line}`} className="row">
            <span className="grow">
              “{line}” <span className="muted">{titleOf(intent)}</span>
            </span>
            <span className="num muted">{formatPercent(cosine)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Weaker than this share of the strongest says nothing to a person. */
const WORTH_SHOWING = 0.1

function Reasons({ reasons }: Pick<Explanation, 'reasons'>): ReactNode {
  const { t } = useConsoleWords()
  const most = Math.max(...reasons.map(({ weight }) => Math.abs(weight)))
  return (
    <ul className="why-reasons">
      {reasons
        .filter(({ weight }) => Math.abs(weight) >= WORTH_SHOWING * most)
        .map(({ what, kind, weight }) => (
          <li key={`${kind} ${what}`}>
            <span className="what">{nameOf({ what, kind }, t)}</span>
            <span className="muted">{kind === 'letters' ? t('why.letters') : ''}</span>
            <span className="bar" role="img" aria-label={t(weight < 0 ? 'why.against' : 'why.for')}>
              <span
                className={weight < 0 ? 'against' : 'for'}
                style={{ width: `${Math.max(3, (50 * Math.abs(weight)) / most)}%` }}
              />
            </span>
          </li>
        ))}
    </ul>
  )
}

/** A group of synonyms stands in the vocabulary under a mark and a number. */
function nameOf({ what, kind }: { what: string; kind: string }, t: ConsoleWords): string {
  if (kind === 'meaning') return t('why.meaning')
  return what.startsWith('≈') ? t('why.synonyms') : what.trim()
}
