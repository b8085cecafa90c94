import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import { isTab, type Tab } from './lists.ts'

/** The chosen list stands in the address, so that a link or a reload finds it again. */
export function useTab(): [Tab, (tab: Tab) => void] {
  const [params, setParams] = useSearchParams()
  const named = params.get('tab')
  const set = useCallback((tab: Tab) => setParams({ tab }, { replace: true }), [setParams])
  return [isTab(named) ? named : 'queue', set]
}
