/** Pieces of the routes that show or change an agent. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import { RoleField } from '../../admin/sign-in-rules.ts'
import { WorkingHours } from '../../admin/working-hours.ts'
import { AgentAvailability } from '../../protocol.ts'

export const Name = Type.String({ minLength: 1, maxLength: 80 })
export const Capacity = Type.Integer({ minimum: 0, maximum: 1000, description: 'Conversations at once.' })

/** An agent who is added, or invited. */
export const NewAgentBody = Type.Object({
  name: Name,
  email: Type.String({ minLength: 3, maxLength: 254 }),
  role: RoleField,
  capacity: Capacity,
})

export const Profile = {
  displayName: Type.Union([Name, Type.Null()], { description: 'What visitors see; null: the name.' }),
  staffNumber: Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()], { description: '工号' }),
  workingHours: Type.Union([WorkingHours, Type.Null()]),
}

export const AgentBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  ...Profile,
  avatarId: Type.Union([Type.String(), Type.Null()], { description: 'GET /avatars/ID' }),
  email: Type.String(),
  role: RoleField,
  availability: AgentAvailability,
  capacity: Type.Integer(),
  load: Type.Integer(),
  disabled: Type.Boolean(),
  invited: Type.Boolean({ description: 'He has not chosen a password yet.' }),
})

/** As the API shows him. */
export const shownAgent = ({ tenantId: _tenantId, ...agent }: Agent) => agent
