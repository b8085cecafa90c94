import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { CopyButton, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { INBOXES, type Inbox, makeIdentityKey, removeIdentityKey } from './inboxes.ts'

/** The key with which one's own server signs who its visitors are: made, shown once, replaced, removed. */
export function IdentityCard({ inbox }: { inbox: Inbox }): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const { done, failed } = useNotes()
  const { modal } = App.useApp()
  const client = useQueryClient()
  const [has, setHas] = useState(inbox.hasIdentityKey)
  const [key, setKey] = useState<string>()
  // Not fetched at once: that would throw away what stands unsaved in the form above.
  const changed = (now: boolean) => {
    setHas(now)
    return client.invalidateQueries({ queryKey: INBOXES, refetchType: 'none' })
  }
  const make = useMutation({
    mutationFn: () => makeIdentityKey(api, inbox.id),
    onSuccess: made => {
      setKey(made)
      return changed(true)
    },
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => removeIdentityKey(api, inbox.id),
    onSuccess: () => {
      setKey(undefined)
      done(t('identity.removed'))
      return changed(false)
    },
    onError: failed,
  })
  const ask = (what: 'replace' | 'remove', then: () => void) =>
    void modal.confirm({
      title: t(`identity.${what}_title`),
      content: t(`identity.${what}_what`),
      okText: t(`identity.${what}`),
      okButtonProps: { danger: true },
      onOk: then,
    })
  return (
    <section className="card" id="identity">
      <h2 className="row wrap" style={{ gap: 8 }}>
        {t('identity.title')} <Tag color={has ? 'green' : 'default'}>{t(has ? 'identity.on' : 'identity.off')}</Tag>
      </h2>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('identity.about')}
      </p>
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
          <Button loading={make.isPending} onClick={() => (has ? ask('replace', () => make.mutate()) : make.mutate())}>
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

/** For one's own server, in Node.js. */
const SIGNING = `const signature = crypto.createHmac('sha256', KEY).update(user.id).digest('hex')
// Yingda('identify', { id: user.id, signature, name: user.name })`
