import { Avatar } from 'antd'
import type { ReactNode } from 'react'

interface Props {
  name: string
  avatarId: string | null | undefined
  size?: number
}

/** His picture, or the first letter of his name. */
export function AgentAvatar({ name, avatarId, size = 32 }: Props): ReactNode {
  const letter = [...name][0] ?? ''
  return (
    <Avatar
      size={size}
      alt=""
      {...(avatarId ? { src: `/avatars/${avatarId}` } : {})}
      style={{ background: 'var(--brand-soft)', color: 'var(--brand)', flex: 'none' }}
    >
      {letter}
    </Avatar>
  )
}
