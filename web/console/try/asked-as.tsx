import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../../shared/session.ts'
import { fetchInboxes, INBOXES } from '../widget/inboxes.ts'
import { useConsoleWords } from '../words.ts'
import type { AskedAs } from './try.ts'

interface Props {
  value: AskedAs
  onChange(as: AskedAs): void
}

const ANYWHERE = 'everyone'
const COLLEAGUE = 'agents'

/** Who asks: some knowledge is for some inboxes only, or for colleagues. */
export function AskedAsChoice({ value, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const inboxes = useQuery({ queryKey: INBOXES, queryFn: () => fetchInboxes(api), enabled: can('settings:read') })
  const toAs = (chosen: string): AskedAs => {
    if (chosen === ANYWHERE) return {}
    return chosen === COLLEAGUE ? { audience: COLLEAGUE } : { inboxId: chosen }
  }
  return (
    <Select
      size="large"
      value={value.inboxId ?? value.audience ?? ANYWHERE}
      style={{ minWidth: 180 }}
      aria-label={t('try.as')}
      options={[
        { value: ANYWHERE, label: t('try.as_visitor') },
        ...(inboxes.data ?? []).map(({ id, name }) => ({ value: id, label: t('try.as_visitor_of', { name }) })),
        { value: COLLEAGUE, label: t('try.as_colleague') },
      ]}
      onChange={chosen => onChange(toAs(chosen))}
    />
  )
}
