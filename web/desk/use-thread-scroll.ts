import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { OpenConversation } from './use-conversation.ts'

/** Rows that are built at first, and by which more come. */
const CHUNK = 80
/** This near to the end counts as being there. */
const NEAR_PX = 48

interface Log {
  /** Rows in all. */
  count: number
  lastKey: string | undefined
  /** The last line is one's own and has just been written: one wants to see it. */
  ownLast: boolean
  open: OpenConversation
}

interface ThreadScroll {
  ref: RefObject<HTMLDivElement | null>
  inner: RefObject<HTMLDivElement | null>
  /** Rows at the start that are not built yet. */
  hidden: number
  /** New lines below while scrolled up. */
  below: number
  onScroll(): void
  toBottom(): void
  showOlder(): void
}

/** Keeps the view where it is: at the end while one reads there, still while one reads further up. */
export function useThreadScroll({ count, lastKey, ownLast, open }: Log): ThreadScroll {
  const ref = useRef<HTMLDivElement>(null)
  const inner = useRef<HTMLDivElement>(null)
  const [built, setBuilt] = useState(CHUNK)
  const [below, setBelow] = useState(0)
  const atEnd = useRef(true)
  /** Distance from the end, kept over rows that come on top. */
  const anchor = useRef<number>(undefined)
  const before = useRef({ count, lastKey })
  const hidden = Math.max(0, count - built)

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs exactly when rows were added
  useLayoutEffect(() => {
    const box = ref.current
    if (!box) return
    if (ownLast && lastKey !== before.current.lastKey) atEnd.current = true
    const added = lastKey === before.current.lastKey ? 0 : Math.max(1, count - before.current.count)
    before.current = { count, lastKey }
    if (anchor.current !== undefined) {
      box.scrollTop = box.scrollHeight - anchor.current
      anchor.current = undefined
    } else if (atEnd.current) {
      box.scrollTop = box.scrollHeight
      setBelow(0)
    } else if (added > 0) setBelow(n => n + added)
    // New lines while scrolled up must not push built rows out at the top.
    if (added > 0 && !atEnd.current) setBuilt(n => n + added)
  }, [count, lastKey, built])

  useEffect(() => {
    const box = ref.current
    const content = inner.current
    if (!box || !content) return
    // The composer grows, the window turns, a typing line comes: whoever was at the end stays there.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight
    })
    observer.observe(box)
    observer.observe(content)
    return () => observer.disconnect()
  }, [])

  function keepPlace(): void {
    const box = ref.current
    if (box) anchor.current = box.scrollHeight - box.scrollTop
  }
  function showOlder(): void {
    if (hidden > 0) {
      atEnd.current = false
      keepPlace()
      setBuilt(built + CHUNK)
    } else if (open.hasOlder && !open.loadingOlder) {
      atEnd.current = false
      setBuilt(built + CHUNK)
      // The place is taken when the rows come, not now: one may scroll on meanwhile.
      void open.loadOlder(keepPlace)
    }
  }
  function onScroll(): void {
    const box = ref.current
    if (!box) return
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
    if (atEnd.current) setBelow(0)
    else if (box.scrollTop < NEAR_PX) showOlder()
  }
  function toBottom(): void {
    const box = ref.current
    if (!box) return
    atEnd.current = true
    box.scrollTop = box.scrollHeight
    setBelow(0)
  }
  return { ref, inner, hidden, below, onScroll, toBottom, showOlder }
}
