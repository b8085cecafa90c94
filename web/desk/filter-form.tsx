import { Button, Segmented, Select } from 'antd'
import type { ReactNode } from 'react'
import type { HandoffReason } from '../../src/message.ts'
import { useColleagues, useLabels, useViews } from './find-api.ts'
import type { Find, FindState, ListFilter } from './use-find.ts'
import { useDeskWords } from './words.ts'

/** A new reason is missed here by the compiler. */
const REASON_ORDER: Record<HandoffReason, number> = {
  asked: 1,
  sensitive: 2,
  angry: 3,
  missed_twice: 4,
  unsure: 5,
  vip: 6,
  business_rule: 7,
  bot_failed: 8,
  agent_took_over: 9,
}
const REASONS = Object.keys(REASON_ORDER) as HandoffReason[]

/** What a list can be narrowed to; each choice counts at once. */
export function FilterForm({ find, onKeep }: { find: FindState; onKeep(): void }): ReactNode {
  const { t } = useDeskWords()
  const colleagues = useColleagues()
  const labels = useLabels() ?? []
  const inboxes = useViews()?.inboxes ?? []
  const { filter } = find
  const set = (change: { [K in keyof ListFilter]?: ListFilter[K] | undefined }) => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== '')
    find.set({ filter: Object.fromEntries(next) as ListFilter })
  }
  const named = (all: readonly { id: string; name: string }[]) =>
    all.map(({ id, name }) => ({ value: id, label: name }))
  const choice = (
    key: 'inboxId' | 'agentId' | 'teamId' | 'language' | 'reason' | 'labelId',
    options: { value: string; label: string }[],
  ) => (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the select inside.
    <label className="filter-line">
      <span className="small muted">{t(`filter.${key}`)}</span>
      <Select
        allowClear
        showSearch={options.length > 8}
        optionFilterProp="label"
        aria-label={t(`filter.${key}`)}
        placeholder={t('app.all')}
        value={filter[key] ?? null}
        options={options}
        onChange={value => set({ [key]: value ?? undefined })}
      />
    </label>
  )
  return (
    <div className="filter-form">
      {inboxes.length > 1 ? choice('inboxId', named(inboxes)) : null}
      {choice('agentId', named(colleagues?.agents ?? []))}
      {(colleagues?.teams.length ?? 0) > 0 ? choice('teamId', named(colleagues?.teams ?? [])) : null}
      {labels.length > 0 ? choice('labelId', named(labels)) : null}
      {choice(
        'reason',
        REASONS.map(value => ({ value, label: t(`reason.${value}`) })),
      )}
      {choice(
        'language',
        (['zh', 'en'] as const).map(value => ({ value, label: t(`language.${value}`) })),
      )}
      <div className="filter-line">
        <span className="small muted">{t('filter.days')}</span>
        <span className="row">
          <Day label={t('filter.since')} value={filter.since} onChange={since => set({ since })} />
          <span className="faint">–</span>
          <Day end label={t('filter.until')} value={filter.until} onChange={until => set({ until })} />
        </span>
      </div>
      <div className="filter-line">
        <span className="small muted">{t('filter.sort')}</span>
        <Segmented
          size="small"
          value={find.sort ?? 'default'}
          options={(['default', 'activity', 'waiting'] as const).map(value => ({ value, label: t(`sort.${value}`) }))}
          onChange={value => find.set({ sort: value === 'default' ? undefined : (value as Find['sort']) })}
        />
      </div>
      <div className="row">
        <Button size="small" disabled={!find.filtered} onClick={find.clear}>
          {t('filter.clear')}
        </Button>
        <span className="grow" />
        <Button size="small" type="primary" disabled={!find.filtered && find.q === ''} onClick={onKeep}>
          {t('views.keep')}
        </Button>
      </div>
    </div>
  )
}

interface DayProps {
  label: string
  /** The last day counts whole: what is kept is the beginning of the day after. */
  end?: boolean
  value: string | undefined
  onChange(iso: string | undefined): void
}

/** A day of this machine's calendar, as the browser lets choose it. */
function Day({ label, end, value, onChange }: DayProps): ReactNode {
  const shift = end ? 1 : 0
  return (
    <input
      type="date"
      className="day-input"
      aria-label={label}
      value={value === undefined ? '' : dayOf(new Date(value), -shift)}
      onChange={event => {
        const [year, month, date] = event.target.value.split('-').map(Number)
        if (year === undefined || month === undefined || date === undefined || year < 2000) return onChange(undefined)
        onChange(new Date(year, month - 1, date + shift).toISOString())
      }}
    />
  )
}

function dayOf(at: Date, shift: number): string {
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() + shift)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map(part => String(part).padStart(2, '0')).join('-')
}
