/** Nobody is asked: agents take from the queue. */
export const manual = (): undefined => undefined
