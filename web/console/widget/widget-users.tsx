import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Select, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { CopyButton, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { INBOXES, type Inbox, makeIdentityKey, removeIdentityKey } from './inboxes.ts'

/** The key with which one's own server signs who its visitors are: made, shown once, replaced, removed. */
export function IdentityCard({ inbox }: { inbox: Inbox }): ReactNode {
  const { t, language } = useConsoleWords()
  const { api, can } = useSession()
  const { done, failed } = useNotes()
  const { modal } = App.useApp()
  const client = useQueryClient()
  const [has, setHas] = useState(inbox.hasIdentityKey)
  const [oldUntil, setOldUntil] = useState(inbox.oldKeyUntil)
  const [key, setKey] = useState<string>()
  // Not fetched at once: that would throw away what stands unsaved in the form above.
  const changed = (now: boolean) => {
    setHas(now)
    return client.invalidateQueries({ queryKey: INBOXES, refetchType: 'none' })
  }
  const make = useMutation({
    mutationFn: (keepOldHours: number) => makeIdentityKey(api, inbox.id, keepOldHours),
    onSuccess: (made, hours) => {
      setKey(made)
      setOldUntil(hours === 0 ? undefined : new Date(Date.now() + hours * 3_600_000).toISOString())
      return changed(true)
    },
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => removeIdentityKey(api, inbox.id),
    onSuccess: () => {
      setKey(undefined)
      setOldUntil(undefined)
      done(t('identity.removed'))
      return changed(false)
    },
    onError: failed,
  })
  const ask = (what: 'replace' | 'remove', then: () => void, more?: ReactNode) =>
    void modal.confirm({
      title: t(`identity.${what}_title`),
      content: (
        <div className="stack" style={{ gap: 12 }}>
          {t(`identity.${what}_what`)}
          {more}
        </div>
      ),
      okText: t(`identity.${what}`),
      okButtonProps: { danger: true },
      onOk: then,
    })
  function askToReplace() {
    let hours = 0
    const said = t('identity.old')
    const choice = (
      <Select
        aria-label={said}
        defaultValue={0}
        options={OLD_KEY_HOURS.map(value => ({ value, label: t(`identity.old_${value}`) }))}
        onChange={value => {
          hours = value
        }}
      />
    )
    ask('replace', () => make.mutate(hours), choice)
  }
  return (
    <section className="card" id="identity">
      <h2 className="row wrap" style={{ gap: 8 }}>
        {t('identity.title')} <Tag color={has ? 'green' : 'default'}>{t(has ? 'identity.on' : 'identity.off')}</Tag>
      </h2>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('identity.about')}
      </p>
      {oldUntil === undefined ? null : (
        <p className="muted small">
          {t('identity.old_until', {
            at: new Date(oldUntil).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }),
          })}
        </p>
      )}
      {key === undefined ? null : (
        <div className="stack" style={{ marginBottom: 12 }}>
          <Alert type="warning" showIcon title={t('identity.once')} description={t('identity.once_hint')} />
          <code className="key" style={{ userSelect: 'all', overflowWrap: 'anywhere' }}>
            {key}
          </code>
          <div className="row wrap" style={{ gap: 8 }}>
            <CopyButton primary text={key} label={t('keys.copy')} />
            <Button onClick={() => setKey(undefined)}>{t('password.kept')}</Button>
          </div>
          <span className="muted small">{t('identity.sign')}</span>
          <pre className="snippet">{SIGNING}</pre>
        </div>
      )}
      {can('settings:write') ? (
        <div className="row wrap" style={{ gap: 8 }}>
          <Button loading={make.isPending} onClick={() => (has ? askToReplace() : make.mutate(0))}>
            {t(has ? 'identity.replace' : 'identity.make')}
          </Button>
          {has ? (
            <Button danger loading={remove.isPending} onClick={() => ask('remove', () => remove.mutate())}>
              {t('identity.remove')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  )
}

/** How long the old key may stay good. */
const OLD_KEY_HOURS = [0, 1, 24, 168] as const

/** For one's own server, in Node.js. */
const SIGNING = `const signature = crypto.createHmac('sha256', KEY).update(user.id).digest('hex')
// Yingda('identify', { id: user.id, signature, name: user.name })`
