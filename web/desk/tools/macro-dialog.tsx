import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { newId } from '../../../src/client/outbox.ts'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { asApiError } from '../../shared/api.ts'
import { openPlaces } from '../../shared/canned-text.ts'
import { CANNED, fetchCanned, fetchLabels, fetchMacros, LABELS, MACROS, type Macro } from '../../shared/desk-tools.ts'
import { errorWords } from '../../shared/error-words.ts'
import { EmptyState, ErrorPanel, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { type ConversationDetail, fetchColleagues } from '../api.ts'
import { useDeskClient } from '../live.tsx'
import { type DeskWords, useDeskWords } from '../words.ts'
import { runMacro, type Step, stepsOf } from './run-macro.ts'
import { useValues } from './use-values.ts'

interface Props {
  conversation: ConversationSummary
  detail: ConversationDetail | undefined
  open: boolean
  onClose(): void
}

/** The step that the server refused, from 1. */
interface Refused {
  step: number
  error: unknown
}

/** Macros: choose one, see what it will do with this conversation, run it. What cannot be done is said before. */
export function MacroDialog({ conversation, detail, open, onClose }: Props): ReactNode {
  const { t } = useDeskWords()
  const { api, can } = useSession()
  const client = useDeskClient()
  const { done, failed } = useNotes()
  const values = useValues(conversation, detail)
  const [chosen, setChosen] = useState<Macro>()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused>()
  const macros = useQuery({ queryKey: MACROS, queryFn: () => fetchMacros(api), enabled: open })
  const canned = useQuery({ queryKey: CANNED, queryFn: () => fetchCanned(api), enabled: open })
  const labels = useQuery({ queryKey: LABELS, queryFn: () => fetchLabels(api), enabled: open })
  const colleagues = useQuery({ queryKey: ['colleagues'], queryFn: () => fetchColleagues(api), enabled: open })
  const known = { canned: canned.data ?? [], labels: labels.data ?? [], teams: colleagues.data?.teams ?? [] }
  const steps = chosen === undefined ? [] : stepsOf(chosen, conversation, known, values)
  const ready = steps.length > 0 && steps.every(step => step.problem === undefined)

  function choose(macro: Macro | undefined): void {
    setRefused(undefined)
    setChosen(macro)
  }

  async function run(): Promise<void> {
    if (!ready || busy || chosen === undefined) return
    setBusy(true)
    setRefused(undefined)
    try {
      client.know([await runMacro(api, conversation, steps, newId())])
      done(t('macro.done', { name: chosen.name }))
      choose(undefined)
      onClose()
    } catch (error) {
      const { step } = asApiError(error).params
      if (typeof step === 'number') setRefused({ step, error })
      else failed(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      open={open}
      title={chosen === undefined ? t('macro.title') : chosen.name}
      onCancel={onClose}
      afterClose={() => choose(undefined)}
      width={460}
      destroyOnHidden
      footer={
        chosen === undefined ? null : (
          <>
            <Button onClick={() => choose(undefined)}>{t('app.back')}</Button>
            <Button type="primary" autoFocus disabled={!ready} loading={busy} onClick={() => void run()}>
              {t('macro.run')}
            </Button>
          </>
        )
      }
    >
      {macros.error ? <ErrorPanel error={macros.error} onRetry={() => void macros.refetch()} /> : null}
      {macros.data?.length === 0 ? (
        <EmptyState
          title={t('macro.none')}
          hint={t('macro.none.hint')}
          {...(can('canned:write') ? { action: <a href="/console/tools">{t('macro.make')}</a> } : {})}
        />
      ) : null}
      {chosen === undefined ? (
        <div className="snooze-choices">
          {(macros.data ?? []).map((macro, i) => (
            <Button key={macro.id} block autoFocus={i === 0} onClick={() => choose(macro)}>
              <span className="grow">{macro.name}</span>
              <span className="small muted">{t('macro.steps', { count: macro.actions.length })}</span>
            </Button>
          ))}
        </div>
      ) : (
        <>
          {refused === undefined ? null : <Alert type="error" showIcon title={t('macro.nothing_done')} />}
          <ol className="macro-steps">
            {steps.map((step, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps stand still while they are shown.
              <li key={i}>
                <StepLine step={step} refusal={refused?.step === i + 1 ? refused.error : undefined} />
              </li>
            ))}
          </ol>
        </>
      )}
    </Modal>
  )
}

function StepLine({ step, refusal }: { step: Step; refusal: unknown }): ReactNode {
  const { t } = useDeskWords()
  const words = refusal === undefined ? undefined : errorWords(refusal, t)
  return (
    <>
      {stepWords(step, t)}
      {step.text === undefined ? null : <blockquote>{step.text}</blockquote>}
      {step.problem === undefined ? null : (
        <div className="over-limit small">
          {step.problem === 'open_places'
            ? `${t('canned.open')} ${openPlaces(step.text ?? '').join(' ')}`
            : t(`macro.problem.${step.problem}`)}
        </div>
      )}
      {words === undefined ? null : (
        <div className="over-limit small" role="alert">
          {words.title} {words.remedy}
        </div>
      )}
    </>
  )
}

function stepWords({ action, name }: Step, t: DeskWords): string {
  switch (action.kind) {
    case 'reply':
      return t('macro.reply')
    case 'label':
      return t('macro.label', { label: name ?? '?' })
    case 'transfer':
      return t('macro.transfer', { team: name ?? '?' })
    case 'snooze':
      return t('macro.snooze', { hours: action.hours })
    case 'close':
      return t('macro.close')
    case 'return_to_bot':
      return t('macro.return_to_bot')
    default:
      return action satisfies never
  }
}
