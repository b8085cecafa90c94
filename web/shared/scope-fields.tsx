import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import type { ReactNode } from 'react'
import type { Scope } from '../../src/retrieval/scope.ts'
import type { TenantApi } from './api.ts'
import { dayOf, endOfDay, startOfDay } from './days.ts'
import { useWords } from './i18n.ts'
import { useSession } from './session.ts'

interface Props {
  /** As a form's field has it. */
  value?: Scope
  onChange?(scope: Scope): void
  disabled?: boolean
}

/** For whom, in which inboxes and from when until when knowledge applies. */
export function ScopeFields({ value = {}, onChange, disabled = false }: Props): ReactNode {
  const { t } = useWords()
  const inboxes = useInboxNames()
  const set = (change: { [K in keyof Scope]: Scope[K] | undefined }) => onChange?.(without({ ...value, ...change }))
  return (
    <div className="stack scope-fields">
      <Line label={t('scope.audience')}>
        <Select
          value={value.audience ?? 'everyone'}
          disabled={disabled}
          aria-label={t('scope.audience')}
          options={[
            { value: 'everyone', label: t('scope.everyone') },
            { value: 'agents', label: t('scope.agents') },
          ]}
          onChange={audience => set({ audience: audience === 'agents' ? audience : undefined })}
        />
      </Line>
      {inboxes.length === 0 ? null : (
        <Line label={t('scope.inboxes')}>
          <Select
            mode="multiple"
            value={value.inboxIds ?? []}
            disabled={disabled}
            placeholder={t('scope.all_inboxes')}
            aria-label={t('scope.inboxes')}
            options={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={ids => set({ inboxIds: ids.length === 0 ? undefined : ids })}
          />
        </Line>
      )}
      <Line label={t('scope.from')}>
        <Input
          type="date"
          value={dayOf(value.validFrom)}
          disabled={disabled}
          aria-label={t('scope.from')}
          onChange={event => set({ validFrom: startOfDay(event.target.value) })}
        />
      </Line>
      <Line label={t('scope.until')}>
        <Input
          type="date"
          value={dayOf(value.validUntil, -1)}
          min={dayOf(value.validFrom)}
          disabled={disabled}
          aria-label={t('scope.until')}
          onChange={event => set({ validUntil: endOfDay(event.target.value) })}
        />
      </Line>
    </div>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children, and named by itself.
    <label className="scope-line">
      <span className="small muted">{label}</span>
      {children}
    </label>
  )
}

/** What is not said is left out: the server does not take empty values. */
function without(scope: { [K in keyof Scope]: Scope[K] | undefined }): Scope {
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined)) as Scope
}

/** Nobody's, for those who may not see them. */
function useInboxNames(): { id: string; name: string }[] {
  const { api, can } = useSession()
  const query = useQuery({
    queryKey: ['inboxes'],
    queryFn: () => fetchInboxes(api),
    enabled: can('settings:read'),
  })
  return query.data ?? []
}

async function fetchInboxes(api: TenantApi): Promise<{ id: string; name: string }[]> {
  const { inboxes } = await api.get<{ inboxes: { id: string; name: string }[] }>('/inboxes')
  return inboxes
}
