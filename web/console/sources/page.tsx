import { CloudUploadOutlined, GlobalOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyState, Loaded, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { AddressDialog } from './address-dialog.tsx'
import { DropZone } from './drop-zone.tsx'
import { FilePicker } from './file-picker.tsx'
import { SourceTable } from './source-table.tsx'
import { FILE_ENDINGS, fetchSources, formatBytes, MAX_UPLOAD, SOURCES, someWorking } from './sources.ts'
import { TableDialog } from './table-dialog.tsx'
import { UploadTray } from './upload-tray.tsx'
import { useAddFiles } from './use-add-files.ts'
import './sources.css'

/** How often a reading that goes on is looked at, ms. */
const POLL_MS = 1000

/** Where the knowledge comes from: drop files in, name a page or site, see each being read. */
export function SourcesPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const may = can('sources:write')
  const [adding, setAdding] = useState(false)
  const files = useAddFiles()
  const query = useQuery({
    queryKey: SOURCES,
    queryFn: () => fetchSources(api),
    refetchInterval: ({ state }) => (someWorking(state.data?.sources ?? []) ? POLL_MS : false),
  })
  const picker = <FilePicker label={t('sources.upload')} onFiles={files.add} />

  return (
    <div>
      <PageHead title={t('nav.sources')} about={t('sources.about')}>
        {may ? (
          <>
            <Button icon={<GlobalOutlined />} onClick={() => setAdding(true)}>
              {t('sources.add_address')}
            </Button>
            {picker}
          </>
        ) : null}
      </PageHead>
      {may ? <UploadTray /> : null}
      <Loaded query={query}>
        {({ sources }) =>
          sources.length === 0 ? (
            <div className="card drop-card">
              <EmptyState
                icon={<CloudUploadOutlined />}
                title={t('sources.none')}
                hint={t('sources.none_hint')}
                action={may ? picker : null}
              />
              <p className="small muted drop-limits">
                {t('sources.limits', { endings: FILE_ENDINGS.join(' '), most: formatBytes(MAX_UPLOAD) })}
              </p>
            </div>
          ) : (
            <>
              <SourceTable sources={sources} />
              {may ? (
                <p className="small muted drop-limits">
                  {t('sources.drop_hint')}{' '}
                  {t('sources.limits', { endings: FILE_ENDINGS.join(' '), most: formatBytes(MAX_UPLOAD) })}
                </p>
              ) : null}
            </>
          )
        }
      </Loaded>
      {may ? <DropZone onFiles={files.add} /> : null}
      <TableDialog file={files.table} left={files.tablesLeft} onDone={files.tableDone} />
      <AddressDialog open={adding} onClose={() => setAdding(false)} />
    </div>
  )
}
