import type { ReactNode } from 'react'
import { BrandMark, LanguageSwitch, ThemeSwitch } from './switches.tsx'

/** The page before somebody is in: one card, language and theme below it. */
export function Door({ children, below }: { children: ReactNode; below?: ReactNode }): ReactNode {
  return (
    <main className="center-page">
      <div className="sign-in stack">
        <div className="card stack">
          <BrandMark />
          {children}
        </div>
        <div className="row" style={{ justifyContent: 'center' }}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        {below}
      </div>
    </main>
  )
}
