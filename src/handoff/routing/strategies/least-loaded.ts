import type { Order } from '../strategy.ts'

/** Who holds the smallest share of his capacity. */
export const leastLoaded: Order = (a, b) => a.load * b.capacity - b.load * a.capacity
