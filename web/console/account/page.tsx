import type { ReactNode } from 'react'
import { PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { AvatarField } from '../agents/avatar-field.tsx'
import { useConsoleWords } from '../words.ts'
import { ApiKeysCard } from './api-keys-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { SecondFactorCard } from './second-factor-card.tsx'
import { SessionList } from './session-list.tsx'

/** One's own picture, password, second factor and sessions, and the keys of programs. */
export function AccountPage(): ReactNode {
  const { t } = useConsoleWords()
  const { me, can, changed } = useSession()
  return (
    <div>
      <PageHead title={t('nav.account')} about={`${me.name} · ${me.email} · ${t(`role.${me.role}`)}`} />
      <div className="account-grid">
        <div className="stack" style={{ gap: 16 }}>
          <section className="card">
            <h2>{t('avatar.title')}</h2>
            <AvatarField
              owner="/me"
              name={me.name}
              avatarId={me.avatarId}
              onChanged={avatarId => changed({ ...me, avatarId })}
            />
          </section>
          <PasswordCard />
        </div>
        <div className="stack" style={{ gap: 16 }}>
          <SecondFactorCard />
          <section className="card">
            <h2>{t('sessions.title')}</h2>
            <SessionList owner="/me" />
          </section>
        </div>
      </div>
      {can('api-keys:write') ? <ApiKeysCard /> : null}
    </div>
  )
}
