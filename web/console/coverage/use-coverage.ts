import { useSyncExternalStore } from 'react'
import { useSession } from '../../shared/session.ts'
import { fetchCoverage } from './coverage.ts'
import { browserShelf, type CoverageRun, type CoverageState, createCoverageRun } from './coverage-run.ts'

/** One run a tenant for as long as the window is open. */
const RUNS = new Map<string, CoverageRun>()

export function useCoverage(): { run: CoverageRun; state: CoverageState } {
  const { api, me } = useSession()
  let run = RUNS.get(api.base)
  if (run === undefined) {
    const shelf = browserShelf(`yingda.coverage.${me.tenantId}`, localStorage)
    run = createCoverageRun((questions, signal) => fetchCoverage(api, questions, signal), shelf)
    RUNS.set(api.base, run)
  }
  return { run, state: useSyncExternalStore(run.subscribe, run.state) }
}
