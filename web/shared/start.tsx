import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { ApiError } from './api.ts'
import { type Catalogue, startI18n } from './i18n.ts'
import { ThemeProvider } from './theme.tsx'
import './base.css'

/**
 * Puts an app on its page: words, theme, queries and routes under `basename`. `addressAtOnce`: what is set in the address
 * is drawn with what set it; left out, a page stays until the next one is loaded.
 */
export function startPage(basename: string, words: Catalogue, app: ReactNode, { addressAtOnce = false } = {}): void {
  startI18n(words)
  const root = document.getElementById('root')
  if (!root) throw new Error('The page has no #root element')
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueries()}>
        <ThemeProvider>
          <BrowserRouter basename={basename} {...(addressAtOnce && { useTransitions: false })}>
            {app}
          </BrowserRouter>
        </ThemeProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        // A refusal stays a refusal; only a server that did not answer is asked again.
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
      },
    },
  })
}
