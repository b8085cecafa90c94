import {
  BellOutlined,
  FundProjectionScreenOutlined,
  MutedOutlined,
  QuestionCircleOutlined,
  SettingOutlined,
} from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../shared/session.ts'
import { AccountMenu, BrandMark, LanguageSwitch, ThemeSwitch } from '../shared/switches.tsx'
import { type Availability, AvailabilitySwitch } from './availability.tsx'
import { useDesk } from './live.tsx'
import type { Sound } from './notice.ts'
import { useDeskWords } from './words.ts'

interface Props {
  sound: Sound
  availability: Availability
  onHelp(): void
}

export function TopBar({ sound, availability, onHelp }: Props): ReactNode {
  const { t } = useDeskWords()
  const { can } = useSession()
  const online = useDesk(state => state.desk?.agentsOnline)
  const soundWord = t(sound.muted ? 'desk.sound_off' : 'desk.sound_on')
  return (
    <header className="desk-top">
      <BrandMark part={t('app.desk')} />
      {online === undefined ? null : (
        <span className="small muted wide-only">{t('desk.agents_online', { count: online })}</span>
      )}
      <span className="grow" />
      <AvailabilitySwitch availability={availability} />
      <Tooltip title={soundWord}>
        <Button
          type="text"
          aria-pressed={sound.muted}
          aria-label={soundWord}
          icon={sound.muted ? <MutedOutlined /> : <BellOutlined />}
          onClick={sound.toggle}
        />
      </Tooltip>
      <span className="wide-only">
        <Tooltip title={`${t('help.title')} (?)`}>
          <Button type="text" aria-label={t('help.title')} icon={<QuestionCircleOutlined />} onClick={onHelp} />
        </Tooltip>
        {can('conversations:supervise') ? (
          <Tooltip title={t('wall.title')}>
            <Button
              type="text"
              href="/desk/wall"
              aria-label={t('wall.title')}
              icon={<FundProjectionScreenOutlined />}
            />
          </Tooltip>
        ) : null}
        {can('overview:read') ? (
          <Tooltip title={t('session.to_console')}>
            <Button type="text" href="/console" aria-label={t('session.to_console')} icon={<SettingOutlined />} />
          </Tooltip>
        ) : null}
        <LanguageSwitch />
        <ThemeSwitch />
      </span>
      <AccountMenu app="desk" />
    </header>
  )
}
