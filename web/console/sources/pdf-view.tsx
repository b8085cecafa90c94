import { LeftOutlined, RightOutlined, ZoomInOutlined, ZoomOutOutlined } from '@ant-design/icons'
import { Button, InputNumber, Spin } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ErrorPanel } from '../../shared/page-parts.tsx'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { drawPage, type Mark, openPdf, type Pdf } from './pdf.ts'

interface Props {
  url: string
  /** Of the passage, from 1. */
  page: number
  /** Markdown; its words are marked where they stand. */
  passage: string
}

/** A PDF's page with the passage marked on it, and the pages around it. */
export function PdfView({ url, page: first, passage }: Props): ReactNode {
  const { t } = useConsoleWords()
  const [pdf, setPdf] = useState<Pdf>()
  const [error, setError] = useState<unknown>()
  const [page, setPage] = useState(first)
  const [attempt, setAttempt] = useState(0)
  const [zoom, setZoom] = useState(useIsPhone() ? 1.75 : 1)
  useEffect(() => setPage(first), [first])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens it again
  useEffect(() => {
    const opening = openPdf(url)
    let gone = false
    setError(undefined)
    opening.ready.then(
      opened => gone || setPdf(opened),
      failure => gone || setError(failure),
    )
    return () => {
      gone = true
      setPdf(undefined)
      opening.stop()
    }
  }, [url, attempt])

  if (error !== undefined) return <ErrorPanel error={error} onRetry={() => setAttempt(attempt + 1)} />
  if (pdf === undefined) return <Spin className="pdf-wait" description={t('pdf.loading')} />
  const last = pdf.numPages
  return (
    <div className="pdf">
      <div className="row pdf-bar">
        <Button
          icon={<LeftOutlined />}
          aria-label={t('pdf.previous')}
          disabled={page <= 1}
          onClick={() => setPage(page - 1)}
        />
        <InputNumber
          min={1}
          max={last}
          precision={0}
          value={page}
          controls={false}
          style={{ width: 64 }}
          aria-label={t('pdf.page')}
          onChange={value => value !== null && setPage(Math.min(last, Math.max(1, value)))}
        />
        <span className="muted num nowrap">/ {last}</span>
        <Button
          icon={<RightOutlined />}
          aria-label={t('pdf.next')}
          disabled={page >= last}
          onClick={() => setPage(page + 1)}
        />
        <Button
          type="text"
          icon={<ZoomOutOutlined />}
          aria-label={t('pdf.smaller')}
          disabled={zoom <= 1}
          onClick={() => setZoom(Math.max(1, zoom - ZOOM_STEP))}
        />
        <Button
          type="text"
          icon={<ZoomInOutlined />}
          aria-label={t('pdf.larger')}
          disabled={zoom >= ZOOM_MOST}
          onClick={() => setZoom(zoom + ZOOM_STEP)}
        />
        {page === first ? null : (
          <Button type="link" onClick={() => setPage(first)}>
            {t('pdf.back', { page: first })}
          </Button>
        )}
      </div>
      <PdfPage
        key={`${page} ${zoom}`}
        zoom={zoom}
        pdf={pdf}
        page={Math.min(page, last)}
        passage={passage}
        home={page === first}
      />
    </div>
  )
}

const ZOOM_STEP = 0.5
const ZOOM_MOST = 3

interface PageProps {
  pdf: Pdf
  /** 1: as wide as the window. */
  zoom: number
  page: number
  passage: string
  /** Where the passage begins. */
  home: boolean
}

function PdfPage({ pdf, page, passage, home, zoom }: PageProps): ReactNode {
  const { t } = useConsoleWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<{ height: number; marks: Mark[] }>()
  useEffect(() => {
    let gone = false
    const width = zoom * (frame.current?.clientWidth ?? 0)
    if (canvas.current === null || width === 0) return
    drawPage(pdf, page, { canvas: canvas.current, width, passage }).then(
      result => gone || setDrawn(result),
      // A page that was left while it was drawn.
      () => {},
    )
    return () => {
      gone = true
    }
  }, [pdf, page, passage, zoom])
  const firstMark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (drawn !== undefined) firstMark.current?.scrollIntoView({ block: 'center', inline: 'center' })
  }, [drawn])
  return (
    <>
      {home && drawn?.marks.length === 0 ? <p className="small muted">{t('pdf.not_found')}</p> : null}
      <div ref={frame} className="pdf-scroll">
        <div
          className="pdf-page"
          style={{ width: `${100 * zoom}%`, ...(drawn ? { height: drawn.height } : { minHeight: 400 }) }}
        >
          <canvas ref={canvas} role="img" aria-label={`${t('pdf.page')} ${page}`} />
          {drawn?.marks.map((mark, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: marks have no other name and never move
            <div key={index} ref={index === 0 ? firstMark : null} className="pdf-mark" style={{ ...mark }} />
          ))}
        </div>
      </div>
    </>
  )
}
