import { Table, type TableColumnsType, Tag, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { formatPercent } from '../../shared/time.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { FEW_UTTERANCES, type Intent, type IntentScore } from './intents.ts'

interface Props {
  intents: Intent[]
  scores: IntentScore[] | undefined
  onOpen(intent: Intent): void
}

export function IntentTable({ intents, scores, onOpen }: Props): ReactNode {
  const { t, language } = useConsoleWords()
  const phone = useIsPhone()
  const f1 = new Map(scores?.map(score => [score.name, score.f1]))
  const title: TableColumnsType<Intent>[number] = {
    title: t('intents.intent'),
    key: 'title',
    render: (_, intent) => (
      <div>
        <div className="row wrap">
          <button type="button" className="link-like">
            {intent.title[language] || intent.name}
          </button>
          <KindTags intent={intent} />
        </div>
        <code className="key small">{intent.name}</code>
      </div>
    ),
  }
  const columns: TableColumnsType<Intent> = [
    title,
    {
      title: '中文',
      key: 'zh',
      width: 90,
      align: 'right',
      sorter: (a, b) => a.utterances.zh.length - b.utterances.zh.length,
      render: (_, intent) => <Count n={intent.utterances.zh.length} />,
    },
    {
      title: 'English',
      key: 'en',
      width: 90,
      align: 'right',
      sorter: (a, b) => a.utterances.en.length - b.utterances.en.length,
      render: (_, intent) => <Count n={intent.utterances.en.length} />,
    },
    ...(f1.size === 0
      ? []
      : [
          {
            title: t('report.f1'),
            key: 'f1',
            width: 110,
            align: 'right' as const,
            render: (_: unknown, intent: Intent) => (
              <span className="num">{f1.has(intent.name) ? formatPercent(f1.get(intent.name) ?? 0) : '–'}</span>
            ),
          },
        ]),
  ]
  return (
    <div className="card" style={{ padding: 0, overflow: 'hidden' }}>
      <Table
        className="clickable-rows"
        rowKey="id"
        size="middle"
        columns={phone ? [title] : columns}
        dataSource={intents}
        pagination={{ pageSize: 25, hideOnSinglePage: true, showSizeChanger: false, style: { paddingInline: 16 } }}
        onRow={intent => ({ onClick: () => onOpen(intent) })}
      />
    </div>
  )
}

function KindTags({ intent }: { intent: Intent }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <>
      {intent.kind === 'answer' ? null : <Tag>{t(`intent_kind.${intent.kind}`)}</Tag>}
      {intent.sensitive ? (
        <Tooltip title={t('intents.sensitive_hint')}>
          <Tag color="orange">{t('intents.sensitive')}</Tag>
        </Tooltip>
      ) : null}
    </>
  )
}

/** How many utterances; orange when there are too few to learn from. */
function Count({ n }: { n: number }): ReactNode {
  const { t } = useConsoleWords()
  if (n >= FEW_UTTERANCES) return <span className="num">{n}</span>
  return (
    <Tooltip title={t('intents.few', { n: FEW_UTTERANCES })}>
      <span className="num" style={{ color: 'var(--warn)' }}>
        {n}
      </span>
    </Tooltip>
  )
}
