import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, InputNumber, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { countOlder, fetchRetention, type InboxRetention, RETENTION, saveRetention } from './privacy.ts'

const DAYS = { least: 1, most: 3650, first: 365 }

/** For how long each inbox keeps conversations. */
export function RetentionCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({ queryKey: RETENTION, queryFn: () => fetchRetention(api) })
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <h2>{t('privacy.retention')}</h2>
      <p className="muted">{t('privacy.retention_about')}</p>
      <Loaded query={query}>
        {inboxes => inboxes.map(inbox => <InboxRow key={`${inbox.id} ${inbox.days}`} inbox={inbox} />)}
      </Loaded>
    </section>
  )
}

function InboxRow({ inbox }: { inbox: InboxRetention }): ReactNode {
  const { t } = useConsoleWords()
  const [days, setDays] = useState(inbox.days)
  const save = useSave(inbox, days)
  return (
    <div className="row wrap" style={{ gap: 8, padding: '8px 0' }}>
      <strong style={{ minWidth: 140 }}>{inbox.name}</strong>
      <Select
        value={days === null ? 'ever' : 'days'}
        onChange={kind => setDays(kind === 'ever' ? null : (inbox.days ?? DAYS.first))}
        options={[
          { value: 'ever', label: t('privacy.keep_ever') },
          { value: 'days', label: t('privacy.keep_days') },
        ]}
        aria-label={t('privacy.retention')}
        style={{ minWidth: 180 }}
      />
      {days === null ? null : (
        <InputNumber
          value={days}
          min={DAYS.least}
          max={DAYS.most}
          precision={0}
          onChange={value => setDays(value ?? DAYS.first)}
          suffix={t('privacy.days')}
          aria-label={t('privacy.days')}
          style={{ width: 130 }}
        />
      )}
      {days === inbox.days ? null : (
        <Button type="primary" onClick={() => void save()}>
          {t('privacy.save')}
        </Button>
      )}
    </div>
  )
}

/** Shorter than now: first says how many conversations go at once. */
function useSave(inbox: InboxRetention, days: number | null): () => Promise<void> {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { modal } = App.useApp()
  const { done, failed } = useNotes()
  const client = useQueryClient()

  async function saveNow(): Promise<void> {
    try {
      await saveRetention(api, inbox.id, days)
      await client.invalidateQueries({ queryKey: RETENTION })
      done(t('privacy.saved'))
    } catch (error) {
      failed(error)
    }
  }

  return async () => {
    const older = days === null ? 0 : await countOlder(api, inbox.id, days).catch(() => 0)
    if (older === 0) return saveNow()
    modal.confirm({
      title: t('privacy.older_title', { count: older }),
      content: t('privacy.older_what', { days: days ?? 0, inbox: inbox.name }),
      okText: t('privacy.older_ok'),
      okButtonProps: { danger: true },
      onOk: saveNow,
    })
  }
}
