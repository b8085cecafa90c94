import { DownloadOutlined } from '@ant-design/icons'
import { Button, Drawer, Spin } from 'antd'
import { lazy, type ReactNode, Suspense } from 'react'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import type { DocumentPassage } from './passages.ts'
import { fileKind, originalPath, type Source, type SourceVersion } from './sources.ts'

/** pdf.js is large: only who opens an original loads it. */
const PdfView = lazy(() => import('./pdf-view.tsx').then(view => ({ default: view.PdfView })))

interface Props {
  source: Source
  versions: SourceVersion[]
  shown: { passage: DocumentPassage; file: number } | undefined
  onClose(): void
}

/** The original at the passage: of a PDF the page, with the passage marked. */
export function OriginalDrawer({ source, versions, shown, onClose }: Props): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const url = originalPath(api, source.id, shown?.file)
  const file = versions.find(({ version }) => version === source.version)?.files[shown?.file ?? 0]
  const isPdf = fileKind(file?.mediaType ?? source.mediaType, file?.name ?? source.name) === 'PDF'
  return (
    <Drawer
      open={shown !== undefined}
      onClose={onClose}
      size={820}
      destroyOnHidden
      title={file?.name ?? source.name}
      extra={
        <Button icon={<DownloadOutlined />} href={url}>
          {t('sources.download')}
        </Button>
      }
    >
      {shown === undefined ? null : isPdf ? (
        <Suspense fallback={<Spin className="pdf-wait" />}>
          <PdfView url={url} page={shown.passage.page ?? 1} passage={shown.passage.text} />
        </Suspense>
      ) : (
        <p className="muted">{t('source.no_view')}</p>
      )}
    </Drawer>
  )
}
