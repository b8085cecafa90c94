import { App as AntApp, theme as antTheme, ConfigProvider, type ThemeConfig } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useWords } from './i18n.ts'

export type ThemeMode = 'light' | 'dark' | 'auto'

interface ThemeChoice {
  mode: ThemeMode
  dark: boolean
  choose(mode: ThemeMode): void
}

const STORED = 'yingda.theme'
const ThemeContext = createContext<ThemeChoice>({ mode: 'auto', dark: false, choose: () => {} })

/** Colours, fonts and antd's language for everything below; light, dark or as the system. */
export function ThemeProvider({ children }: { children: ReactNode }): ReactNode {
  const [mode, setMode] = useState<ThemeMode>(() => storedMode(localStorage.getItem(STORED)))
  const systemDark = useMedia(DARK_QUERY)
  const still = useMedia(STILL_QUERY)
  const dark = mode === 'auto' ? systemDark : mode === 'dark'
  const { language } = useWords()
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }, [dark])
  const choice = useMemo<ThemeChoice>(() => ({ mode, dark, choose: chosen => setMode(remember(chosen)) }), [mode, dark])
  return (
    <ThemeContext value={choice}>
      <ConfigProvider
        button={{ autoInsertSpace: false }}
        theme={themeConfig(dark, !still)}
        locale={language === 'zh' ? zhCN : enUS}
      >
        <AntApp>{children}</AntApp>
      </ConfigProvider>
    </ThemeContext>
  )
}

export function useTheme(): ThemeChoice {
  return useContext(ThemeContext)
}

function storedMode(stored: string | null): ThemeMode {
  return stored === 'light' || stored === 'dark' ? stored : 'auto'
}

function remember(mode: ThemeMode): ThemeMode {
  localStorage.setItem(STORED, mode)
  return mode
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const update = () => setMatches(list.matches)
    list.addEventListener('change', update)
    return () => list.removeEventListener('change', update)
  }, [query])
  return matches
}

function themeConfig(dark: boolean, motion: boolean): ThemeConfig {
  const colours = dark ? DARK : LIGHT
  return {
    algorithm: dark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: { ...colours, motion, fontFamily: 'var(--font)', borderRadius: 8, wireframe: false },
    components: {
      Table: { headerBg: 'transparent', headerSplitColor: 'transparent', cellPaddingInlineMD: 16 },
      Menu: { itemBorderRadius: 8, activeBarBorderWidth: 0, itemSelectedBg: dark ? '#1c3029' : '#e6f2ed' },
      Form: { itemMarginBottom: 24 },
    },
  }
}

const DARK_QUERY = '(prefers-color-scheme: dark)'
const STILL_QUERY = '(prefers-reduced-motion: reduce)'
const LIGHT = {
  colorPrimary: '#1f7a5c',
  colorLink: '#1f7a5c',
  colorInfo: '#1f7a5c',
  colorTextBase: '#17211c',
  colorBgLayout: '#f4f6f5',
  colorWarning: '#c46a00',
  colorError: '#c8372d',
}
const DARK = {
  colorPrimary: '#3fa682',
  colorLink: '#5cc39e',
  colorInfo: '#3fa682',
  colorBgBase: '#101513',
  colorTextBase: '#e6ede9',
  colorBgLayout: '#0d110f',
  colorBgContainer: '#161c19',
  colorBgElevated: '#1d2521',
  colorBorder: '#37443e',
  colorBorderSecondary: '#2b3530',
  colorWarning: '#e39a3b',
  colorError: '#e5675d',
}
