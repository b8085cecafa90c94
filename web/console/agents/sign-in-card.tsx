import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Card, Checkbox } from 'antd'
import { type ReactNode, useState } from 'react'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { type Role, useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { fetchSignInRules, ROLES, SIGN_IN_RULES, type SignInRules, saveSignInRules } from './agents.ts'

/** Which roles must have a second factor. */
export function SignInCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({ queryKey: SIGN_IN_RULES, queryFn: () => fetchSignInRules(api) })
  return (
    <Card title={t('factor.demanded')} style={{ marginTop: 24 }}>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('factor.demanded_what')}
      </p>
      <Loaded query={query}>{({ rules }) => <RoleBoxes rules={rules} />}</Loaded>
    </Card>
  )
}

/** Each box is stored as it is ticked; what concerns owners is theirs alone. */
function RoleBoxes({ rules }: { rules: SignInRules }): ReactNode {
  const { t } = useConsoleWords()
  const { me, api, can } = useSession()
  const queries = useQueryClient()
  const { done, failed } = useNotes()
  const [saving, setSaving] = useState<Role[]>()

  async function save(secondFactorRoles: Role[]): Promise<void> {
    setSaving(secondFactorRoles)
    try {
      queries.setQueryData(SIGN_IN_RULES, await saveSignInRules(api, { secondFactorRoles }))
      done(t('app.saved'))
    } catch (error) {
      failed(error)
    } finally {
      setSaving(undefined)
    }
  }
  return (
    <Checkbox.Group
      value={saving ?? rules.secondFactorRoles}
      onChange={roles => void save(roles)}
      options={ROLES.map(role => ({
        value: role,
        label: t(`role.${role}`),
        disabled: saving !== undefined || !can('agents:write') || (role === 'owner' && me.role !== 'owner'),
      }))}
    />
  )
}
