export type TimeHeap = ReturnType<typeof createTimeHeap>

/** Times of which the earliest is wanted, again and again: a binary heap. */
export function createTimeHeap(capacity: number) {
  const heap = new Float64Array(Math.max(1, capacity) + 1)
  let size = 0

  function push(time: number): void {
    let at = size++
    while (at > 0) {
      const above = (at - 1) >> 1
      if (heap[above]! <= time) break
      heap[at] = heap[above]!
      at = above
    }
    heap[at] = time
  }

  /** Takes out the earliest. Only while there is one. */
  function pop(): number {
    const earliest = heap[0]!
    const last = heap[--size]!
    let at = 0
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && heap[below + 1]! < heap[below]!) below++
      if (heap[below]! >= last) break
      heap[at] = heap[below]!
      at = below
    }
    heap[at] = last
    return earliest
  }

  return {
    push,
    pop,
    size: () => size,
    /** Infinity when there is none. */
    first: () => (size === 0 ? Number.POSITIVE_INFINITY : heap[0]!),
    clear() {
      size = 0
    },
  }
}
