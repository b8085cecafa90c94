import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Card, InputNumber, Select, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { fetchRouting, ROUTING, type Routing, STRATEGIES, saveRouting } from './routing.ts'

/** How conversations find their agents: by hand, or offered by a strategy. Teams and rules are set over the API. */
export function RoutingCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({ queryKey: ROUTING, queryFn: () => fetchRouting(api) })
  return (
    <Card title={t('routing.title')} style={{ marginTop: 24 }}>
      <Loaded query={query}>{routing => <RoutingForm routing={routing} />}</Loaded>
    </Card>
  )
}

function RoutingForm({ routing }: { routing: Routing }): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const queries = useQueryClient()
  const { done, failed } = useNotes()
  const [changes, setChanges] = useState<Partial<Routing>>({})
  const [busy, setBusy] = useState(false)
  const shown = { ...routing, ...changes }
  const locked = !can('settings:write')
  const byHand = shown.strategy === 'manual'
  const change = (part: Partial<Routing>) => setChanges(before => ({ ...before, ...part }))

  async function save(): Promise<void> {
    setBusy(true)
    try {
      queries.setQueryData(ROUTING, await saveRouting(api, shown))
      setChanges({})
      done(t('routing.saved'))
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div>
      <Field label={t('routing.strategy')} hint={t(`routing.${shown.strategy}.what`)}>
        <Select
          disabled={locked}
          style={{ width: '100%', maxWidth: 360 }}
          aria-label={t('routing.strategy')}
          value={shown.strategy}
          onChange={strategy => change({ strategy })}
          options={STRATEGIES.map(value => ({ value, label: t(`routing.${value}`) }))}
        />
      </Field>
      {byHand ? null : (
        <>
          <Field label={t('routing.offer_seconds')} hint={t('routing.offer_seconds.what')}>
            <InputNumber
              disabled={locked}
              aria-label={t('routing.offer_seconds')}
              min={5}
              max={300}
              value={shown.offerSeconds}
              onChange={value => value !== null && change({ offerSeconds: Math.round(value) })}
            />
          </Field>
          <Field label={t('routing.last_agent')} hint={t('routing.last_agent.what')}>
            <Switch
              disabled={locked}
              aria-label={t('routing.last_agent')}
              checked={shown.lastAgentFirst}
              onChange={lastAgentFirst => change({ lastAgentFirst })}
            />
          </Field>
        </>
      )}
      {locked ? null : (
        <Button type="primary" loading={busy} disabled={Object.keys(changes).length === 0} onClick={() => void save()}>
          {t('app.save')}
        </Button>
      )}
    </div>
  )
}

function Field({ label, hint, children }: { label: string; hint: string; children: ReactNode }): ReactNode {
  return (
    <div style={{ marginBottom: 16 }}>
      <div style={{ marginBottom: 4 }}>{label}</div>
      {children}
      <div className="small muted" style={{ marginTop: 4 }}>
        {hint}
      </div>
    </div>
  )
}
