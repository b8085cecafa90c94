import { DownOutlined } from '@ant-design/icons'
import { App, Button, Dropdown } from 'antd'
import { type ReactNode, useState } from 'react'
import type { AgentAvailability } from '../../src/protocol.ts'
import { useNotes } from '../shared/page-parts.tsx'
import { useSession } from '../shared/session.ts'
import { setAvailability } from './api.ts'
import { useDesk } from './live.tsx'
import { useDeskWords } from './words.ts'

export interface Availability {
  value: AgentAvailability
  busy: boolean
  set(value: AgentAvailability): Promise<void>
}

const ALL: readonly AgentAvailability[] = ['online', 'busy', 'away', 'offline']

/** One's own availability, as the server says; changed here or in another tab. */
export function useAvailability(): Availability {
  const { api, me } = useSession()
  const { failed } = useNotes()
  const { t } = useDeskWords()
  const { modal } = App.useApp()
  const mine = useDesk(state => state.desk?.mine ?? 0)
  const told = useDesk(state => state.availability)
  const [chosen, setChosen] = useState<{ value: AgentAvailability; told: AgentAvailability | undefined }>()
  const [busy, setBusy] = useState(false)
  // What was chosen here holds until the socket tells something newer.
  const value = chosen && chosen.told === told ? chosen.value : (told ?? me.availability)
  async function set(next: AgentAvailability): Promise<void> {
    if (next === value) return
    if (
      next === 'offline' &&
      mine > 0 &&
      !(await modal.confirm({ title: t('offline.confirm', { count: mine }), content: t('offline.confirm_what') }))
    )
      return
    setBusy(true)
    try {
      setChosen({ value: await setAvailability(api, next), told })
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  return { value, busy, set }
}

export function AvailabilitySwitch({ availability }: { availability: Availability }): ReactNode {
  const { t } = useDeskWords()
  const items = ALL.map(key => ({
    key,
    label: (
      <span>
        <i className={`dot ${key}`} /> {t(`availability.${key}`)}
        <span className="small muted" style={{ display: 'block', paddingInlineStart: 16 }}>
          {t(`availability.${key}.what`)}
        </span>
      </span>
    ),
    onClick: () => void availability.set(key),
  }))
  return (
    <Dropdown trigger={['click']} menu={{ items, selectedKeys: [availability.value] }} placement="bottomRight">
      <Button
        loading={availability.busy}
        aria-label={`${t('availability.label')}: ${t(`availability.${availability.value}`)}`}
      >
        <i className={`dot ${availability.value}`} />
        {t(`availability.${availability.value}`)}
        <DownOutlined style={{ fontSize: 10 }} />
      </Button>
    </Dropdown>
  )
}
