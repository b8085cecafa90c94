import { Checkbox, Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { type Role, useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { type Agent, ROLES, type WorkingHours } from './agents.ts'
import { SkillsField } from './skills-field.tsx'
import type { AgentSkills } from './teams.ts'

export interface AgentFields extends AgentSkills {
  name: string
  email: string
  displayName: string | null
  staffNumber: string | null
  role: Role
  capacity: number
  workingHours: WorkingHours | null
}

/** What the form begins with. */
export function fieldsOf(target: Agent | 'new', skills: AgentSkills | undefined): AgentFields {
  const known = skills ?? { languages: ['zh', 'en'], skills: [] }
  return target === 'new' ? { ...EMPTY, ...known } : { ...target, ...known }
}

const EMPTY = {
  name: '',
  email: '',
  displayName: null,
  staffNumber: null,
  role: 'agent' as Role,
  capacity: 5,
  workingHours: null,
}

export function AccountFields({ isNew }: { isNew: boolean }): ReactNode {
  const { t } = useConsoleWords()
  const { me } = useSession()
  const role: Role = Form.useWatch('role') ?? 'agent'
  const roles = ROLES.filter(one => one !== 'owner' || me.role === 'owner')
  return (
    <>
      <Form.Item
        name="name"
        label={t('agents.name')}
        extra={t(isNew ? 'agents.name_hint_new' : 'agents.name_hint')}
        rules={[{ required: true, whitespace: true, message: t('agents.name_needed') }]}
      >
        <Input autoFocus={isNew} maxLength={80} />
      </Form.Item>
      {isNew ? (
        <Form.Item
          name="email"
          label={t('sign_in.email')}
          rules={[
            { required: true, message: t('sign_in.email_needed') },
            { type: 'email', message: t('agents.email_bad') },
          ]}
        >
          <Input type="email" autoComplete="off" />
        </Form.Item>
      ) : (
        <div className="form-pair">
          <Form.Item name="displayName" label={t('agents.display_name')} extra={t('agents.display_name_hint')}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="staffNumber" label={t('agents.staff_number')}>
            <Input maxLength={40} />
          </Form.Item>
        </div>
      )}
      <Form.Item name="role" label={t('agents.role')} extra={t(`role.${role}.what`)}>
        <Select options={roles.map(value => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="capacity"
        label={t('agents.capacity')}
        extra={t('agents.capacity_hint')}
        rules={[{ required: true, message: t('agents.capacity_needed') }]}
      >
        <InputNumber min={0} max={1000} precision={0} />
      </Form.Item>
    </>
  )
}

export function SkillFields({ known }: { known: readonly string[] }): ReactNode {
  const { t } = useConsoleWords()
  const languages = (['zh', 'en'] as const).map(value => ({ value, label: t(`language.${value}`) }))
  return (
    <>
      <Form.Item
        name="languages"
        label={t('skills.languages')}
        extra={t('skills.languages_hint')}
        rules={[{ type: 'array', min: 1, message: t('skills.languages_needed') }]}
      >
        <Checkbox.Group options={languages} />
      </Form.Item>
      <Form.Item name="skills" label={t('skills.title')} extra={t('skills.hint')}>
        <SkillsField known={known} />
      </Form.Item>
    </>
  )
}
