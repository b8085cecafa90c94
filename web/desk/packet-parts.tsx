import type { ReactNode } from 'react'
import type { Page } from '../../src/protocol.ts'
import { safeHref } from '../shared/markdown.ts'
import { ScoreBar } from '../shared/score.tsx'
import { useSession } from '../shared/session.ts'
import type { Packet } from './api.ts'
import { useIntentTitle } from './use-intent-title.ts'
import { type DeskKey, useDeskWords } from './words.ts'

type Understanding = Packet['understanding']

/** Below this a second guess only costs reading time. */
const WORTH_SHOWING = 0.05

/** What the visitor seems to want, with how likely each is. */
export function Intents({ understanding }: { understanding: Understanding }): ReactNode {
  const { t } = useDeskWords()
  const likely =
    understanding?.intents.filter((intent, index) => index === 0 || intent.confidence >= WORTH_SHOWING) ?? []
  if (likely.length === 0) return null
  return (
    <section>
      <h3>{t('packet.intents')}</h3>
      {likely.map(intent => (
        <IntentBar key={intent.name} intent={intent} />
      ))}
    </section>
  )
}

function IntentBar({ intent }: { intent: NonNullable<Understanding>['intents'][number] }): ReactNode {
  const { language } = useDeskWords()
  const own = typeof intent.title === 'string' ? intent.title : intent.title?.[language]
  const looked = useIntentTitle(own === undefined ? intent.name : undefined)
  return <ScoreBar label={own ?? looked ?? intent.name} confidence={intent.confidence} />
}

/** The passages the bot tried: an agent need not send the same again, and can correct a wrong one. */
export function BotTried({
  passages,
  onEdit,
}: {
  passages: Packet['passages']
  onEdit(documentId: string): void
}): ReactNode {
  const { t } = useDeskWords()
  const { can } = useSession()
  if (passages.length === 0) return null
  return (
    <section>
      <h3>{t('packet.tried')}</h3>
      {passages.map(passage => (
        <ScoreBar
          key={passage.documentId}
          confidence={passage.confidence}
          label={
            can('knowledge:read') ? (
              <button type="button" className="link-like" onClick={() => onEdit(passage.documentId)}>
                {passage.title}
              </button>
            ) : (
              passage.title
            )
          }
        />
      ))}
    </section>
  )
}

/** Order numbers, dates and the like found in the visitor's words. */
export function Entities({ understanding }: { understanding: Understanding }): ReactNode {
  const { t } = useDeskWords()
  if (!understanding || understanding.entities.length === 0) return null
  return (
    <section>
      <h3>{t('packet.entities')}</h3>
      <dl className="facts small">
        {understanding.entities.map(entity => (
          <div key={`${entity.kind}${entity.value}`} style={{ display: 'contents' }}>
            <dt>{entityName(entity.kind, t)}</dt>
            <dd className="num">{entity.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Where the visitor is. The address came from outside: shown whole, opened only when it is the web's. */
export function PageLine({ page }: { page: Pick<Page, 'url' | 'title'> | undefined }): ReactNode {
  const { t } = useDeskWords()
  if (page === undefined) return null
  const href = /^https?:/i.test(page.url) ? safeHref(page.url) : undefined
  return (
    <section>
      <h3>{t('packet.page')}</h3>
      {page.title ? <div className="plain-text">{page.title}</div> : null}
      {href === undefined ? (
        <span className="small muted plain-text">{page.url}</span>
      ) : (
        <a className="small plain-text" href={href} target="_blank" rel="noopener noreferrer nofollow">
          {page.url}
        </a>
      )}
    </section>
  )
}

const ENTITIES: Readonly<Record<string, DeskKey>> = {
  order_number: 'entity.order_number',
  phone: 'entity.phone',
  email: 'entity.email',
  money: 'entity.money',
  date: 'entity.date',
  url: 'entity.url',
  percent: 'entity.percent',
  date_range: 'entity.date_range',
  duration: 'entity.duration',
  quantity: 'entity.quantity',
  place: 'entity.place',
  number: 'entity.number',
}

function entityName(kind: string, t: ReturnType<typeof useDeskWords>['t']): string {
  const key = ENTITIES[kind]
  return key === undefined ? kind : t(key as 'entity.phone')
}
