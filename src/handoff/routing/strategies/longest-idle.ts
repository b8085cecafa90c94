import type { Order, PresentAgent } from '../strategy.ts'

/** Who has nothing before who has something; then whose last work lies longest ago. */
export const longestIdle: Order = (a, b) => Number(a.load > 0) - Number(b.load > 0) || lastWork(a) - lastWork(b)

const lastWork = ({ givenAt, freedAt }: PresentAgent): number => Math.max(givenAt, freedAt)
