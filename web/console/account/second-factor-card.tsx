import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { CodesOnce } from '../../shared/codes-once.tsx'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { ScanDialog } from '../../shared/scan-dialog.tsx'
import {
  FACTOR,
  type FactorState,
  fetchFactor,
  type Proposed,
  proposeFactor,
  removeFactor,
  renewCodes,
} from '../../shared/second-factor.ts'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { PasswordPrompt } from './password-prompt.tsx'

/** Codes of an app beside the password: on, off, new recovery codes. Each asks for the password again. */
export function SecondFactorCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({ queryKey: FACTOR, queryFn: () => fetchFactor(api) })
  return (
    <section className="card">
      <h2>{t('factor.title')}</h2>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('factor.about')}
      </p>
      <Loaded query={query}>{state => <FactorSteps state={state} />}</Loaded>
    </section>
  )
}

type Asked = 'on' | 'off' | 'renew'

function FactorSteps({ state }: { state: FactorState }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const { done } = useNotes()
  const [asked, setAsked] = useState<Asked>()
  const [proposed, setProposed] = useState<Proposed>()
  const [codes, setCodes] = useState<string[]>()
  const changed = () => client.invalidateQueries({ queryKey: FACTOR })

  async function go(password: string): Promise<void> {
    if (asked === 'on') setProposed(await proposeFactor(api, password))
    else if (asked === 'renew') setCodes((await renewCodes(api, password)).recoveryCodes)
    else {
      await removeFactor(api, password)
      done(t('factor.removed'))
    }
    setAsked(undefined)
    await changed()
  }

  return (
    <>
      <div className="row wrap">
        {state.on ? (
          <>
            <div style={{ flexBasis: '100%' }}>
              <Tag color="green">{t('factor.on')}</Tag>
              <span className="muted">{t('factor.codes_left', { count: state.codesLeft })}</span>
            </div>
            <Button onClick={() => setAsked('renew')}>{t('factor.renew')}</Button>
            <Button danger onClick={() => setAsked('off')}>
              {t('factor.turn_off')}
            </Button>
          </>
        ) : (
          <Button type="primary" onClick={() => setAsked('on')}>
            {t('factor.turn_on')}
          </Button>
        )}
      </div>
      <PasswordPrompt open={asked !== undefined} onPassword={go} onClose={() => setAsked(undefined)} />
      <ScanDialog
        proposed={proposed}
        onClose={() => setProposed(undefined)}
        onCodes={made => {
          setProposed(undefined)
          setCodes(made)
          void changed()
        }}
      />
      <CodesOnce codes={codes} onClose={() => setCodes(undefined)} />
    </>
  )
}
