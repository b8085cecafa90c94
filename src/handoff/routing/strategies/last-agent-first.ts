import type { Order } from '../strategy.ts'

/** Who served this visitor last, before all others. */
export const lastAgentFirst: Order = (a, b, { lastAgentId }) =>
  Number(b.id === lastAgentId) - Number(a.id === lastAgentId)
