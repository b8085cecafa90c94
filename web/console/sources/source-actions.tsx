import {
  DeleteOutlined,
  DownloadOutlined,
  EllipsisOutlined,
  HistoryOutlined,
  ReloadOutlined,
  StopOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, type MenuProps, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { originalPath, type Source, stateOf } from './sources.ts'
import { useSourceActions } from './use-source-actions.tsx'

/** What a row can do: stop while it is read; else read again, download, versions, delete. */
export function SourceActions({ source, onShow }: { source: Source; onShow(): void }): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const actions = useSourceActions()
  const may = can('sources:write')
  const state = stateOf(source)
  if (state === 'working' && may) {
    return (
      <Tooltip title={t('sources.stop')}>
        <Button
          type="text"
          icon={<StopOutlined />}
          loading={actions.busy === source.id}
          aria-label={`${t('sources.stop')}: ${source.name}`}
          onClick={() => void actions.cancel(source)}
        />
      </Tooltip>
    )
  }
  const again = state === 'failed' || state === 'cancelled' ? 'app.retry' : againWord(source)
  const items: MenuProps['items'] = [
    { key: 'show', icon: <HistoryOutlined />, label: t('sources.versions'), onClick: onShow },
    ...(source.lastVersion > 0 && source.kind !== 'site'
      ? [
          {
            key: 'original',
            icon: <DownloadOutlined />,
            label: (
              <a href={originalPath(api, source.id)} download>
                {t('sources.download')}
              </a>
            ),
          },
        ]
      : []),
    ...(may
      ? [
          {
            key: 'again',
            icon: <ReloadOutlined />,
            label: t(again),
            onClick: () => void actions.readAgain(source),
          },
          { type: 'divider' as const },
          {
            key: 'delete',
            icon: <DeleteOutlined />,
            danger: true,
            label: t('app.delete'),
            onClick: () => actions.confirmDelete(source),
          },
        ]
      : []),
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        icon={<EllipsisOutlined />}
        loading={actions.busy === source.id}
        aria-label={`${t('app.more')}: ${source.name}`}
      />
    </Dropdown>
  )
}

export const againWord = ({ kind }: Pick<Source, 'kind'>) =>
  kind === 'file' ? ('sources.read_again' as const) : ('sources.fetch_again' as const)
