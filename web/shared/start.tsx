import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, createBrowserRouter, RouterProvider, useRouteError } from 'react-router'
import { ApiError } from './api.ts'
import { type Catalogue, startI18n } from './i18n.ts'
import { ErrorPanel } from './page-parts.tsx'
import { ThemeProvider } from './theme.tsx'
import { HoldsBack } from './unsaved.tsx'
import './base.css'

/**
 * Puts an app on its page: words, theme, queries and routes under `basename`. `addressAtOnce`: what is set in the address
 * is drawn with what set it; left out, a page stays until the next one is loaded, and can hold back who leaves it.
 */
export function startPage(basename: string, words: Catalogue, app: ReactNode, { addressAtOnce = false } = {}): void {
  startI18n(words)
  const root = document.getElementById('root')
  if (!root) throw new Error('The page has no #root element')
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueries()}>
        <ThemeProvider>
          {addressAtOnce ? (
            <BrowserRouter basename={basename} useTransitions={false}>
              {app}
            </BrowserRouter>
          ) : (
            <HoldsBack value={true}>
              <RouterProvider router={routerOf(basename, app)} />
            </HoldsBack>
          )}
        </ThemeProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** The app has its own routes. Only a router of this kind can hold a change of the address back; it takes it in a moment later. */
function routerOf(basename: string, app: ReactNode): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([{ path: '*', element: app, errorElement: <Broken /> }], { basename })
}

function Broken(): ReactNode {
  return <ErrorPanel error={useRouteError()} onRetry={() => location.reload()} />
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
