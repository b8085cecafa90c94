import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { request } from './api.ts'
import { CodesOnce } from './codes-once.tsx'
import { Door } from './door.tsx'
import { useWords } from './i18n.ts'
import { ErrorAlert } from './page-parts.tsx'
import { ScanDialog } from './scan-dialog.tsx'
import { type Proposed, proposeFactor } from './second-factor.ts'
import { type Me, useSession } from './session.ts'

/** All that is shown to somebody whose role demands a second factor and who has none. */
export function OwedFactorPage(): ReactNode {
  const { t } = useWords()
  const { me, api, changed, signOut } = useSession()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [proposed, setProposed] = useState<Proposed>()
  const [codes, setCodes] = useState<string[]>()

  async function start(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      const { agent } = await request<{ agent: Me }>('GET', '/api/v1/session')
      if (!agent.owesFactor) return changed(agent)
      setProposed(await proposeFactor(api))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Door>
      <h1 style={{ margin: 0, fontSize: 18 }}>{t('factor.owed')}</h1>
      <p className="muted" style={{ margin: 0 }}>
        {t('factor.owed_what', { role: t(`role.${me.role}`) })}
      </p>
      {error === undefined ? null : <ErrorAlert error={error} />}
      <Button type="primary" size="large" block loading={busy} onClick={() => void start()}>
        {t('factor.owed_start')}
      </Button>
      <Button type="text" block onClick={() => void signOut()}>
        {t('sign_out')}
      </Button>
      <ScanDialog
        proposed={proposed}
        onClose={() => setProposed(undefined)}
        onCodes={made => {
          setProposed(undefined)
          setCodes(made)
        }}
      />
      <CodesOnce codes={codes} onClose={() => changed({ ...me, owesFactor: false })} />
    </Door>
  )
}
