import { DownloadOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'

/** The whole knowledge as a file, whatever the filter shows. */
export function ExportButton(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const items = (['jsonl', 'csv'] as const).map(format => ({
    key: format,
    label: (
      <a href={`${api.base}/documents/export?format=${format}`} download>
        {t(`export.${format}`)}
      </a>
    ),
  }))
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button icon={<DownloadOutlined />}>{t('export.button')}</Button>
    </Dropdown>
  )
}
