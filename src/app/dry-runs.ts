/** Dry runs as the routes want them: started, looked at with the words of the messages that they name, cancelled. */
import { readyHandover } from '../admin/handover.ts'
import {
  cancelDryRun,
  type Difference,
  insertDryRun,
  readNewestDryRun,
  readWords,
} from '../conversation/dry-run.store.ts'
import type { Db, TenantQuery } from '../db.ts'
import type { HandoverSettings } from '../dialog/handover/settings.ts'
import type { DryRunView, HandoverRoutesDeps } from '../http/routes/handover.ts'
import type { WorkLoop } from '../jobs/work-loop.ts'

export function buildDryRuns(
  db: Db,
  dryRuns: Pick<WorkLoop, 'wake'>,
): Pick<HandoverRoutesDeps, 'startDryRun' | 'dryRun' | 'cancelDryRun'> {
  return {
    async startDryRun(tenantId, settings: HandoverSettings, days) {
      // What could not be stored is not tried either.
      readyHandover(settings)
      const tenant = db.tenant(tenantId)
      await insertDryRun(tenant, settings, days)
      dryRuns.wake()
      return (await read(tenant))!
    },
    dryRun: tenantId => read(db.tenant(tenantId)),
    cancelDryRun: tenantId => cancelDryRun(db.tenant(tenantId)),
  }
}

async function read(db: TenantQuery): Promise<DryRunView | undefined> {
  const run = await readNewestDryRun(db)
  if (run === undefined) return undefined
  const { result, ...rest } = run
  if (result === undefined) return rest
  const { more, fewer, other } = result
  const words = await readWords(db, [...more.first, ...fewer.first, ...other.first])
  const shown = ({ count, first }: { count: number; first: Difference[] }) => ({
    count,
    first: first.map(each => ({ ...each, text: words.get(`${each.conversationId} ${each.seq}`) ?? '' })),
  })
  return { ...rest, result: { ...result, more: shown(more), fewer: shown(fewer), other: shown(other) } }
}
