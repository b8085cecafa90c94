import {
  AuditOutlined,
  BulbOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  CommentOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  LayoutOutlined,
  MenuOutlined,
  ReadOutlined,
  RobotOutlined,
  SafetyOutlined,
  SwapOutlined,
  TeamOutlined,
  ToolOutlined,
  UserOutlined,
} from '@ant-design/icons'
import { Button, Drawer, Menu } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { type Permission, useSession } from '../shared/session.ts'
import { AccountMenu, BrandMark, LanguageSwitch, ThemeSwitch } from '../shared/switches.tsx'
import { type ConsoleKey, useConsoleWords } from './words.ts'

interface Place {
  path: string
  name: ConsoleKey
  icon: ReactNode
  needs?: Permission
}

const PLACES: readonly Place[] = [
  { path: '/', name: 'nav.overview', icon: <DashboardOutlined />, needs: 'overview:read' },
  { path: '/knowledge', name: 'nav.knowledge', icon: <ReadOutlined />, needs: 'knowledge:read' },
  { path: '/sources', name: 'nav.sources', icon: <CloudUploadOutlined />, needs: 'knowledge:read' },
  { path: '/intents', name: 'nav.intents', icon: <BulbOutlined />, needs: 'nlu:read' },
  { path: '/try', name: 'nav.try', icon: <ExperimentOutlined />, needs: 'knowledge:read' },
  { path: '/coverage', name: 'nav.coverage', icon: <CheckSquareOutlined />, needs: 'knowledge:read' },
  { path: '/bot', name: 'nav.bot', icon: <RobotOutlined />, needs: 'settings:read' },
  { path: '/handover', name: 'nav.handover', icon: <SwapOutlined />, needs: 'settings:read' },
  { path: '/widget', name: 'nav.widget', icon: <LayoutOutlined />, needs: 'settings:read' },
  { path: '/agents', name: 'nav.agents', icon: <TeamOutlined />, needs: 'agents:read' },
  { path: '/audit', name: 'nav.audit', icon: <AuditOutlined />, needs: 'audit:read' },
  { path: '/tools', name: 'nav.tools', icon: <ToolOutlined />, needs: 'conversations:read' },
  { path: '/privacy', name: 'nav.privacy', icon: <SafetyOutlined />, needs: 'privacy:write' },
  { path: '/account', name: 'nav.account', icon: <UserOutlined /> },
]

/** Navigation on the left (behind a button on phones), the page on the right. */
export function ConsoleFrame({ children }: { children: ReactNode }): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const [open, setOpen] = useState(false)
  return (
    <div className="console">
      <header className="console-top">
        <Button
          className="phone-only"
          type="text"
          icon={<MenuOutlined />}
          aria-label={t('app.menu')}
          onClick={() => setOpen(true)}
        />
        <Link to="/" className="brand-mark">
          <BrandMark part={t('app.console')} />
        </Link>
        <span className="grow" />
        {can('conversations:read') ? (
          <Button type="text" href="/desk" icon={<CommentOutlined />}>
            <span className="wide-only">{t('app.desk')}</span>
          </Button>
        ) : null}
        <span className="wide-only">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
        <AccountMenu app="console" />
      </header>
      <nav className="console-side wide-only" aria-label={t('app.console')}>
        <Navigation />
      </nav>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        size={260}
        title={<BrandMark />}
        styles={{ body: { padding: 8 } }}
      >
        <Navigation onGo={() => setOpen(false)} />
      </Drawer>
      <main className="console-page">{children}</main>
    </div>
  )
}

function Navigation({ onGo = () => {} }: { onGo?(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const { pathname } = useLocation()
  const shown = PLACES.filter(place => place.needs === undefined || can(place.needs))
  const items = shown.map(place => ({
    key: place.path,
    icon: place.icon,
    label: <Link to={place.path}>{t(place.name)}</Link>,
  }))
  const here = pathname === '/' ? '/' : `/${pathname.split('/')[1] ?? ''}`
  return (
    <Menu
      mode="inline"
      items={items}
      selectedKeys={[here]}
      onClick={onGo}
      style={{ border: 0, background: 'transparent' }}
    />
  )
}
