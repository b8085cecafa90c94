import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Scope } from '../../../src/retrieval/scope.ts'
import { ScopeFields } from '../../shared/scope-fields.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import type { Source } from './sources.ts'
import { useSourceActions } from './use-source-actions.tsx'

/** Where a source's documents apply. */
export function ScopeCard({ source }: { source: Source }): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const actions = useSourceActions()
  const [scope, setScope] = useState<Scope>(source.scope)
  const changed = JSON.stringify(scope) !== JSON.stringify(source.scope)
  return (
    <section>
      <h2 className="card-title">{t('scope.title')}</h2>
      <p className="small muted" style={{ marginTop: 0 }}>
        {t('sources.scope_hint')}
      </p>
      <ScopeFields value={scope} onChange={setScope} disabled={!can('sources:write')} />
      {changed ? (
        <Button
          type="primary"
          style={{ marginTop: 12 }}
          loading={actions.busy === source.id}
          onClick={() => void actions.setScope(source, scope)}
        >
          {t('app.save')}
        </Button>
      ) : null}
    </section>
  )
}
