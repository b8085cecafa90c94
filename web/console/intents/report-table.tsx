import { Modal, Table } from 'antd'
import type { ReactNode } from 'react'
import { formatPercent } from '../../shared/time.ts'
import { useIntentTitles } from '../try/use-intent-titles.ts'
import { useConsoleWords } from '../words.ts'
import type { IntentScore, TrainReport } from './intents.ts'

/** The cross-validated table: each intent tested with utterances the model had not seen. Worst first. */
export function ReportTable({
  report,
  open,
  onClose,
}: {
  report: TrainReport
  open: boolean
  onClose(): void
}): ReactNode {
  const { t, language } = useConsoleWords()
  const titles = useIntentTitles()
  const percent = (key: 'precision' | 'recall' | 'f1') => ({
    title: t(`report.${key}`),
    dataIndex: key,
    width: 110,
    align: 'right' as const,
    sorter: (a: IntentScore, b: IntentScore) => a[key] - b[key],
    render: (value: number) => (
      <span className="num" style={value < LOW ? { color: 'var(--warn)' } : undefined}>
        {formatPercent(value)}
      </span>
    ),
  })
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('model.report')} width={720}>
      <p className="muted">{t('report.what', { folds: report.folds })}</p>
      <Table<IntentScore>
        size="small"
        rowKey="name"
        pagination={false}
        scroll={{ y: 420, x: 560 }}
        dataSource={[...report.perIntent].sort((a, b) => a.f1 - b.f1)}
        columns={[
          {
            title: t('intents.intent'),
            key: 'name',
            render: (_, score) => titles[score.name]?.[language] ?? score.name,
          },
          percent('precision'),
          percent('recall'),
          percent('f1'),
          { title: t('report.support'), dataIndex: 'support', width: 90, align: 'right' },
        ]}
      />
    </Modal>
  )
}

/** Below this an intent deserves more or clearer utterances. */
const LOW = 0.75
