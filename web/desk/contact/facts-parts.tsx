import { CloseOutlined, MobileOutlined } from '@ant-design/icons'
import { Collapse } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { safeHref } from '../../shared/markdown.ts'
import { formatFull, formatMoment, formatPercent } from '../../shared/time.ts'
import { useDeskWords } from '../words.ts'
import type { Facts } from './facts.ts'

/** What the visitor wants, in his own words. */
export function Summary({ facts }: { facts: Facts }): ReactNode {
  const { t } = useDeskWords()
  if (facts.summary.length === 0) return null
  return (
    <section>
      <h3>{t('facts.summary')}</h3>
      <ul className="visitor-words">
        {facts.summary.map(sentence => (
          <li key={sentence} className="plain-text">
            {sentence}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Answers that the bot gave: nobody need send them again, least of all those that did not help. */
export function Tried({ facts, onEdit }: { facts: Facts; onEdit(documentId: string): void }): ReactNode {
  const { t } = useDeskWords()
  if (facts.tried.length === 0) return null
  return (
    <section>
      <h3>{t('facts.tried')}</h3>
      <ul className="facts-list small">
        {facts.tried.map(({ seq, title, documentId, confidence, helpful }) => (
          <li key={seq} className="row">
            {documentId === undefined ? (
              <span className="grow ellipsis">{title}</span>
            ) : (
              <button type="button" className="link-like grow ellipsis" onClick={() => onEdit(documentId)}>
                {title}
              </button>
            )}
            {helpful === undefined ? null : (
              <span className={helpful ? 'tag' : 'tag reason'}>
                {helpful ? null : <CloseOutlined aria-hidden />} {t(helpful ? 'facts.helped' : 'facts.refused')}
              </span>
            )}
            {confidence === undefined ? null : <span className="muted num">{formatPercent(confidence)}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Where he has been and with what; earlier conversations. Folded: read by whoever needs it. */
export function Folded({ facts }: { facts: Facts }): ReactNode {
  const { t } = useDeskWords()
  const { trail, device, earlier } = facts
  const items = [
    ...(earlier.length === 0
      ? []
      : [
          { key: 'earlier', label: t('facts.earlier', { count: earlier.length }), children: <Earlier facts={facts} /> },
        ]),
    ...(trail.length < 2
      ? []
      : [{ key: 'trail', label: t('facts.trail', { count: trail.length }), children: <Trail facts={facts} /> }]),
    ...(device === undefined
      ? []
      : [{ key: 'device', label: deviceLine(facts, t('facts.device')), children: <DeviceFacts facts={facts} /> }]),
  ]
  return items.length === 0 ? null : <Collapse ghost size="small" items={items} />
}

function deviceLine({ device }: Facts, fallback: string): ReactNode {
  const words = [device?.browser, device?.system].filter(Boolean).join(' · ') || fallback
  return (
    <>
      {device?.phone ? <MobileOutlined aria-hidden /> : null} {words}
    </>
  )
}

function DeviceFacts({ facts: { device } }: { facts: Facts }): ReactNode {
  const { t } = useDeskWords()
  const lines = [
    [t('facts.browser'), device?.browser],
    [t('facts.system'), device?.system],
    [t('facts.languages'), device?.languages],
    [t('facts.zone'), device?.timeZone],
  ].filter(([, value]) => value !== undefined)
  return (
    <dl className="facts small">
      {lines.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Addresses came from outside: shown whole, opened only when they are the web's. */
function Trail({ facts }: { facts: Facts }): ReactNode {
  const { language } = useDeskWords()
  return (
    <ol className="facts-list small">
      {[...facts.trail].reverse().map(({ url, title, at }) => {
        const href = /^https?:/i.test(url) ? safeHref(url) : undefined
        return (
          <li key={`${at} ${url}`}>
            <span className="row">
              <span className="grow ellipsis">{title ?? ''}</span>
              <time className="muted num" dateTime={at} title={formatFull(at, language)}>
                {formatMoment(at, language)}
              </time>
            </span>
            {href === undefined ? (
              <span className="muted plain-text">{url}</span>
            ) : (
              <a className="plain-text" href={href} target="_blank" rel="noopener noreferrer nofollow">
                {url}
              </a>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Earlier({ facts }: { facts: Facts }): ReactNode {
  const { t, language } = useDeskWords()
  return (
    <ul className="facts-list small">
      {facts.earlier.map(({ id, at, status, agent, score, about }) => (
        <li key={id}>
          <Link to={`/c/${id}?tab=${status === 'resolved' ? 'resolved' : 'open'}`} className="row">
            <span className="grow ellipsis">{about}</span>
            <time className="muted num" dateTime={at} title={formatFull(at, language)}>
              {formatMoment(at, language)}
            </time>
          </Link>
          <span className="muted">
            {agent ?? t('sender.bot')} · {t(status === 'resolved' ? 'facts.resolved' : 'facts.open')}
            {score === undefined ? null : ` · ${'★'.repeat(score)}${'☆'.repeat(5 - score)}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
