import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Every row of the lists is this high, pixels: see `.row-item` in desk.css. */
export const ROW_HEIGHT = 84
/** Rows built above and below those in sight. */
const SPARE = 6

interface Shown {
  ref: RefObject<HTMLDivElement | null>
  from: number
  to: number
  onScroll(): void
}

/** Which rows of a long list stand in sight. Near the end `loadMore` is called; the chosen row is kept in view. */
export function useWindow(count: number, loadMore: (() => void) | undefined, chosenIndex: number): Shown {
  const ref = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 800 })
  const onScroll = () => {
    const box = ref.current
    if (box) setView({ top: box.scrollTop, height: box.clientHeight })
  }
  useLayoutEffect(() => {
    const box = ref.current
    if (!box) return
    const observer = new ResizeObserver(() => setView({ top: box.scrollTop, height: box.clientHeight }))
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  const near = view.top + view.height > (count - SPARE) * ROW_HEIGHT
  useEffect(() => {
    if (near && loadMore) loadMore()
  }, [near, loadMore])
  useEffect(() => {
    const box = ref.current
    if (!box || chosenIndex < 0) return
    const top = chosenIndex * ROW_HEIGHT
    if (top < box.scrollTop) box.scrollTop = top
    else if (top + ROW_HEIGHT > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_HEIGHT - box.clientHeight
  }, [chosenIndex])
  return {
    ref,
    from: Math.max(0, Math.floor(view.top / ROW_HEIGHT) - SPARE),
    to: Math.min(count, Math.ceil((view.top + view.height) / ROW_HEIGHT) + SPARE),
    onScroll,
  }
}
