import { type ReactNode, useEffect, useState } from 'react'
import { useDesk } from './live.tsx'
import { useDeskWords } from './words.ts'

/** Short breaks are nobody's business. */
const PATIENCE_MS = 1500

/** The connection is lost: what that means for what one sees and writes. */
export function ConnectionBar(): ReactNode {
  const { t } = useDeskWords()
  const connection = useDesk(state => state.connection)
  const lost = connection === 'offline'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (!lost) return setShown(false)
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [lost])
  if (!shown) return null
  return (
    <div className="bar alarm" role="alert">
      <strong>{t('connection.lost')}</strong>
      <span>{t('connection.lost_what')}</span>
    </div>
  )
}
