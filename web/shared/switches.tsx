import { DesktopOutlined, LogoutOutlined, MoonOutlined, SunOutlined, SwapOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { AgentAvatar } from './agent-avatar.tsx'
import { switchLanguage, useWords, type Words } from './i18n.ts'
import { useSession } from './session.ts'
import { type ThemeMode, useTheme } from './theme.tsx'

/** The sign and the name. */
export function BrandMark({ part }: { part?: string }): ReactNode {
  const { t } = useWords()
  return (
    <span className="brand-mark">
      <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#1f7a5c" />
        <path d="M8 9h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H8a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2z" fill="#fff" />
      </svg>
      <span>
        {t('app.name')}
        {part === undefined ? null : <span className="muted brand-part"> · {part}</span>}
      </span>
    </span>
  )
}

/** One button that goes to the other language; it is written in that language. */
export function LanguageSwitch(): ReactNode {
  const { language } = useWords()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <Button type="text" onClick={() => switchLanguage(other)} lang={other}>
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  )
}

export function ThemeSwitch(): ReactNode {
  const { t } = useWords()
  const { mode, choose } = useTheme()
  return (
    <Dropdown trigger={['click']} menu={{ ...themeMenu(t, mode, choose) }}>
      <Tooltip title={t('theme.label')}>
        <Button type="text" aria-label={t('theme.label')} icon={THEME_ICONS[mode]} />
      </Tooltip>
    </Dropdown>
  )
}

/** Who is signed in; the other app, language, appearance and sign-out behind it. */
export function AccountMenu({ app }: { app: 'desk' | 'console' }): ReactNode {
  const { t, language } = useWords()
  const { me, can, signOut } = useSession()
  const { mode, choose } = useTheme()
  const other = language === 'zh' ? 'en' : 'zh'
  const elsewhere = app === 'console' ? '/desk' : '/console'
  const items: NonNullable<MenuProps['items']> = [
    { key: 'who', type: 'group', label: `${me.name} · ${t(`role.${me.role}`)}`, children: [] },
    { type: 'divider' },
    ...(app === 'console' && !can('conversations:read')
      ? []
      : [
          {
            key: 'elsewhere',
            icon: <SwapOutlined />,
            label: <a href={elsewhere}>{t(app === 'console' ? 'session.to_desk' : 'session.to_console')}</a>,
          },
        ]),
    {
      key: 'language',
      icon: <span className="small">{other === 'zh' ? '中' : 'En'}</span>,
      label: other === 'zh' ? '中文' : 'English',
      onClick: () => switchLanguage(other),
    },
    { key: 'theme', icon: THEME_ICONS[mode], label: t('theme.label'), children: themeMenu(t, mode, choose).items },
    { type: 'divider' },
    { key: 'sign-out', icon: <LogoutOutlined />, label: t('sign_out'), onClick: () => void signOut() },
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items, style: { minWidth: 200 } }} placement="bottomRight">
      <Button type="text" aria-label={me.name} style={{ paddingInline: 6 }}>
        <AgentAvatar name={me.name} avatarId={me.avatarId} size={26} />
      </Button>
    </Dropdown>
  )
}

const MODES: readonly ThemeMode[] = ['light', 'dark', 'auto']
const THEME_ICONS: Record<ThemeMode, ReactNode> = {
  light: <SunOutlined />,
  dark: <MoonOutlined />,
  auto: <DesktopOutlined />,
}

function themeMenu(t: Words<never>, mode: ThemeMode, choose: (mode: ThemeMode) => void) {
  return {
    items: MODES.map(key => ({ key, icon: THEME_ICONS[key], label: t(`theme.${key}`), onClick: () => choose(key) })),
    selectedKeys: [mode],
  }
}
