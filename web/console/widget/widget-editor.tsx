import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { CopyButton, ErrorAlert, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { SaveBar } from '../save-bar.tsx'
import { useConsoleWords } from '../words.ts'
import { type BusinessHours, isGood } from './hours.ts'
import { HoursCard } from './hours-card.tsx'
import { InactivityCard } from './inactivity-card.tsx'
import { embedSnippet, INBOXES, type Inactivity, type Inbox, saveInbox } from './inboxes.ts'
import { type InboxFields, WidgetForm } from './widget-form.tsx'
import { WidgetPreview } from './widget-preview.tsx'
import { IdentityCard } from './widget-users.tsx'

interface Props {
  inbox: Inbox
  onDirty(dirty: boolean): void
}

/** The form beside what it makes; the block to paste below. */
export function WidgetEditor({ inbox, onDirty }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const { done } = useNotes()
  const client = useQueryClient()
  const [form] = Form.useForm<InboxFields>()
  const [shown, setShown] = useState<InboxFields>(fieldsOf(inbox))
  const [dirty, setDirty] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  useEffect(() => onDirty(dirty), [onDirty, dirty])

  async function save(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await saveInbox(api, inbox.id, shown)
      await client.invalidateQueries({ queryKey: INBOXES })
      done(t('app.saved'))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  function discard(): void {
    form.resetFields()
    setShown(fieldsOf(inbox))
    setDirty(false)
  }

  return (
    <div className="widget-grid">
      <div className="stack" style={{ gap: 16 }}>
        {error === undefined ? null : <ErrorAlert error={error} />}
        <div className="card">
          <WidgetForm
            form={form}
            initial={fieldsOf(inbox)}
            disabled={!can('settings:write')}
            onFinish={() => void save()}
            onChange={fields => {
              setShown(now => withBeside(fields, now.settings))
              setDirty(true)
            }}
          />
        </div>
        <HoursCard
          hours={shown.settings.businessHours}
          disabled={!can('settings:write')}
          onChange={hours => {
            setShown(now => withBeside(now, { ...now.settings, businessHours: hours }))
            setDirty(true)
          }}
        />
        <InactivityCard
          inactivity={shown.settings.inactivity}
          disabled={!can('settings:write')}
          onChange={inactivity => {
            setShown(now => withBeside(now, { ...now.settings, inactivity }))
            setDirty(true)
          }}
        />
        {dirty ? (
          <SaveBar
            busy={busy}
            disabled={shown.settings.businessHours !== undefined && !isGood(shown.settings.businessHours)}
            onDiscard={discard}
            onSave={() => form.submit()}
          />
        ) : null}
        <EmbedCard inboxId={inbox.id} />
        <IdentityCard inbox={inbox} />
      </div>
      <div className="widget-side">
        <WidgetPreview settings={shown.settings} />
      </div>
    </div>
  )
}

const fieldsOf = ({ name, settings, capacityWeight }: Inbox): InboxFields => ({ name, settings, capacityWeight })

/** What has a card of its own beside the form, whose fields do not hold it. */
interface Beside {
  businessHours?: BusinessHours | undefined
  inactivity?: Inactivity | undefined
}

function withBeside({ settings, ...fields }: InboxFields, { businessHours, inactivity }: Beside): InboxFields {
  const { businessHours: _hours, inactivity: _silence, ...rest } = settings
  return {
    ...fields,
    settings: { ...rest, ...(businessHours && { businessHours }), ...(inactivity && { inactivity }) },
  }
}

function EmbedCard({ inboxId }: { inboxId: string }): ReactNode {
  const { t } = useConsoleWords()
  const snippet = embedSnippet(location.origin, inboxId)
  return (
    <section className="card" id="embed">
      <h2>{t('widget.embed')}</h2>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('widget.embed_hint')}
      </p>
      <pre className="snippet">{snippet}</pre>
      <CopyButton text={snippet} label={t('widget.copy')} />
    </section>
  )
}
