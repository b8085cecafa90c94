import { Button } from 'antd'
import { type ChangeEvent, type ReactNode, useRef, useState } from 'react'
import { AgentAvatar } from '../../shared/agent-avatar.tsx'
import { ApiError } from '../../shared/api.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { putAvatar, removeAvatar } from './agents.ts'
import { squareImage } from './square-image.ts'

interface Props {
  /** `/me` or `/agents/ID`. */
  owner: string
  name: string
  avatarId: string | null
  onChanged(avatarId: string | null): void
}

/** A picture that takes effect at once. */
export function AvatarField({ owner, name, avatarId, onChanged }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { failed } = useNotes()
  const [busy, setBusy] = useState(false)
  const picker = useRef<HTMLInputElement>(null)

  async function act(work: () => Promise<string | null>): Promise<void> {
    setBusy(true)
    try {
      onChanged(await work())
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  function chosen({ target }: ChangeEvent<HTMLInputElement>): void {
    const file = target.files?.[0]
    target.value = ''
    if (file) void act(async () => (await putAvatar(api, owner, await square(file))).avatarId)
  }

  return (
    <div className="row" style={{ gap: 16, marginBottom: 20 }}>
      <AgentAvatar name={name} avatarId={avatarId} size={64} />
      <div className="stack" style={{ gap: 6 }}>
        <div className="row wrap">
          <Button loading={busy} onClick={() => picker.current?.click()}>
            {t('avatar.choose')}
          </Button>
          {avatarId === null ? null : (
            <Button
              type="text"
              onClick={() =>
                void act(async () => {
                  await removeAvatar(api, owner)
                  return null
                })
              }
            >
              {t('avatar.remove')}
            </Button>
          )}
        </div>
        <div className="small muted">{t('avatar.hint')}</div>
      </div>
      <input
        ref={picker}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        style={{ display: 'none' }}
        aria-label={t('avatar.choose')}
        onChange={chosen}
      />
    </div>
  )
}

/** What no browser can draw is refused as the server would. */
async function square(file: Blob): Promise<Blob> {
  try {
    return await squareImage(file)
  } catch {
    throw new ApiError(400, { code: 'avatar_not_image', message: 'This is no picture.' })
  }
}
