import { BulbOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyState, Loaded, PageHead } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { IntentDrawer, type IntentTarget } from './intent-drawer.tsx'
import { IntentTable } from './intent-table.tsx'
import { IntentTest } from './intent-test.tsx'
import { fetchIntents, filterIntents, INTENTS, type Intent, type Model } from './intents.ts'
import { ModelCard } from './model-card.tsx'
import { useTraining } from './use-training.ts'

/** The intents, the model trained from them, and a line to test it. */
export function IntentsPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const query = useQuery({ queryKey: INTENTS, queryFn: () => fetchIntents(api) })
  const [target, setTarget] = useState<IntentTarget>()
  return (
    <div>
      <PageHead title={t('nav.intents')} about={t('intents.about')}>
        {can('nlu:write') ? (
          <Button icon={<PlusOutlined />} onClick={() => setTarget({ kind: 'new' })}>
            {t('intents.new')}
          </Button>
        ) : null}
      </PageHead>
      <Loaded query={query}>
        {({ intents, model }) => (
          <Body intents={intents} model={model ?? undefined} onOpen={intent => setTarget({ kind: 'edit', intent })} />
        )}
      </Loaded>
      <IntentDrawer target={target} onClose={() => setTarget(undefined)} />
    </div>
  )
}

function Body({
  intents,
  model,
  onOpen,
}: {
  intents: Intent[]
  model: Model | undefined
  onOpen(intent: Intent): void
}): ReactNode {
  const { t } = useConsoleWords()
  const [text, setText] = useState('')
  const training = useTraining()
  const shown = filterIntents(intents, text)
  return (
    <>
      <div className="columns" style={{ marginBottom: 16 }}>
        <ModelCard model={model} training={training} />
        <IntentTest />
      </div>
      <div className="row" style={{ marginBottom: 12 }}>
        <Input
          allowClear
          prefix={<SearchOutlined className="faint" />}
          placeholder={t('intents.search')}
          value={text}
          onChange={event => setText(event.target.value)}
          style={{ maxWidth: 320 }}
        />
        <span className="small muted num">{t('intents.total', { total: shown.length })}</span>
      </div>
      {shown.length === 0 ? (
        <div className="card">
          <EmptyState
            icon={<BulbOutlined />}
            title={t(intents.length === 0 ? 'intents.none' : 'knowledge.no_match')}
            hint={t('intents.none_hint')}
          />
        </div>
      ) : (
        <IntentTable intents={shown} scores={training.report?.perIntent} onOpen={onOpen} />
      )}
    </>
  )
}
