import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { useSession } from '../../shared/session.ts'
import { INTENTS, TRAIN, type TrainReport, train } from './intents.ts'

export interface Training {
  running: boolean
  /** When it began, milliseconds; for the clock beside the progress. */
  startedAt: number | undefined
  report: TrainReport | undefined
  error: unknown
  start(): void
}

/** Training belongs to the app, not to the page: one can leave and find it again. */
export function useTraining(): Training {
  const { api } = useSession()
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationKey: TRAIN,
    mutationFn: () => train(api),
    gcTime: Number.POSITIVE_INFINITY,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: INTENTS }),
        client.invalidateQueries({ queryKey: ['overview'] }),
      ]),
  })
  const runs = useMutationState({
    filters: { mutationKey: TRAIN },
    select: mutation => ({
      status: mutation.state.status,
      startedAt: mutation.state.submittedAt,
      report: (mutation.state.data as { report: TrainReport } | undefined)?.report,
      error: mutation.state.error,
    }),
  })
  const last = runs.at(-1)
  return {
    running: last?.status === 'pending',
    startedAt: last?.startedAt,
    report: runs.findLast(run => run.report !== undefined)?.report,
    error: last?.status === 'error' ? last.error : undefined,
    start: () => mutate(),
  }
}
