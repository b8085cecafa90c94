import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Radio } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { errorWords } from '../../shared/error-words.ts'
import { ErrorAlert, Loaded } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { INTENTS } from '../intents/intents.ts'
import { useConsoleWords } from '../words.ts'
import {
  cancelSwitch,
  chooseModels,
  EMBEDDER,
  type EmbedderView,
  failureOf,
  fetchEmbedder,
  isSameChoice,
} from './embedder.ts'
import './embedder.css'
import { ModelList } from './model-list.tsx'
import { SwitchState } from './switch-state.tsx'

const LOOK_EVERY_MS = 700
/** After the swap each process loads for a while; then it tells what is in force. */
const LOADED_WITHIN_MS = 60_000
const LOADED_EVERY_MS = 2_000

/** Which sentence model the bot uses, and the change to another one. It goes on when the page is left. */
export function ModelTab(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({
    queryKey: EMBEDDER,
    queryFn: () => fetchEmbedder(api),
    refetchInterval: ({ state: { data } }) => lookAgain(data),
  })
  return (
    <div className="stack embedder">
      <p className="muted" style={{ margin: 0 }}>
        {t('embedder.about')}
      </p>
      <Loaded query={query}>{view => <Choice key={String(view.chosen)} view={view} />}</Loaded>
    </div>
  )
}

function lookAgain(view: EmbedderView | undefined): number | false {
  const { state, finishedAt } = view?.switch ?? {}
  if (state === 'running') return LOOK_EVERY_MS
  return finishedAt !== undefined && Date.now() - Date.parse(finishedAt) < LOADED_WITHIN_MS ? LOADED_EVERY_MS : false
}

function Choice({ view }: { view: EmbedderView }): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const client = useQueryClient()
  // One that is gone is not in the list, so it could not be taken out of the choice.
  const there = (name: string) => view.models.some(model => model.name === name)
  const [models, setModels] = useState(view.chosen?.filter(there) ?? null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const running = view.switch?.state === 'running'
  const editable = can('settings:write') && !running
  const isNew = !isSameChoice(models, view.chosen) || view.problem !== null

  // The model of the intents is another one now too.
  useEffect(() => {
    if (running) return
    void client.invalidateQueries({ queryKey: INTENTS })
    void client.invalidateQueries({ queryKey: ['overview'] })
  }, [running, client])

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await work()
      await client.invalidateQueries({ queryKey: EMBEDDER })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      {view.problem === null ? null : <Missing problem={view.problem} />}
      <InForce view={view} />
      {view.switch === null || (view.switch.state === 'done' && view.problem !== null) ? null : (
        <SwitchState
          now={view.switch}
          onCancel={can('settings:write') ? () => void attempt(() => cancelSwitch(api)) : undefined}
        />
      )}
      {error === undefined ? null : <ErrorAlert error={error} />}
      <Radio.Group
        className="embedder-ways"
        value={models === null ? 'default' : 'own'}
        disabled={!editable}
        onChange={({ target }) =>
          setModels(target.value === 'default' ? null : (view.chosen ?? view.defaults).filter(there))
        }
        options={[
          {
            value: 'default',
            label: t('embedder.default', { models: namesOf(view.defaults, t('embedder.words_only')) }),
          },
          { value: 'own', label: t('embedder.own') },
        ]}
      />
      {models === null ? null : (
        <ModelList models={view.models} chosen={models} disabled={!editable} onChange={setModels} />
      )}
      <span className="small muted">
        {t('embedder.more')} <code>yingda model pull Xenova/bge-small-zh-v1.5</code>
      </span>
      {can('settings:write') ? (
        <div className="row wrap">
          <Button
            type="primary"
            loading={busy}
            disabled={!editable || !isNew || models?.length === 0}
            onClick={() => void attempt(() => chooseModels(api, models))}
          >
            {t('embedder.start')}
          </Button>
          <span className="small muted grow">{t('embedder.start_what')}</span>
        </div>
      ) : null}
    </>
  )
}

function InForce({ view: { inForce } }: { view: EmbedderView }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <div>
      <span className="muted">{t('embedder.in_force')} </span>
      <strong>{inForce === null ? t('embedder.words_only') : inForce.name}</strong>
      {inForce === null ? null : (
        <span className="small muted num">
          {' '}
          {t('embedder.dims', { dims: inForce.dims })} · <code className="key">{inForce.identity.slice(0, 8)}</code>
        </span>
      )}
    </div>
  )
}

/** What was chosen is not there any more. */
function Missing({ problem }: { problem: NonNullable<EmbedderView['problem']> }): ReactNode {
  const { t } = useConsoleWords()
  const { title } = errorWords(failureOf({ ...problem, params: {} }), t)
  return (
    <Alert
      type="warning"
      showIcon
      title={t('embedder.missing', { models: problem.models.join(' + ') })}
      description={`${title} ${t('embedder.missing_what')}`}
    />
  )
}

const namesOf = (names: readonly string[], none: string): string => (names.length === 0 ? none : names.join(' + '))
