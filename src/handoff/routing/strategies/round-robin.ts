import type { Order } from '../strategy.ts'

/** In turn: whom something was given to longest ago. The row remembers, so that it holds across processes. */
export const roundRobin: Order = (a, b) => a.givenAt - b.givenAt
