import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Table, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { API_KEYS, type ApiKey, fetchApiKeys, type MadeKey, revokeApiKey, stateOf } from './api-keys.ts'
import { KeyForm, permissionName } from './key-form.tsx'
import { KeyOnce } from './key-once.tsx'

/** The keys of programs: make, copy once, revoke. */
export function ApiKeysCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const client = useQueryClient()
  const query = useQuery({ queryKey: API_KEYS, queryFn: () => fetchApiKeys(api) })
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<MadeKey>()
  return (
    <section className="card" style={{ marginTop: 16 }}>
      <div className="row wrap" style={{ justifyContent: 'space-between' }}>
        <h2 style={{ margin: 0, fontSize: 16 }}>{t('keys.title')}</h2>
        <Button icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t('keys.new')}
        </Button>
      </div>
      <p className="muted">
        {t('keys.about')} <a href="/docs/api">{t('keys.docs')}</a>
      </p>
      <Loaded query={query}>
        {({ apiKeys, grantable }) => (
          <>
            <KeyTable apiKeys={apiKeys} />
            <KeyForm
              open={making}
              grantable={grantable}
              onClose={() => setMaking(false)}
              onMade={result => {
                setMaking(false)
                setMade(result)
                void client.invalidateQueries({ queryKey: API_KEYS })
              }}
            />
          </>
        )}
      </Loaded>
      <KeyOnce made={made} onClose={() => setMade(undefined)} />
    </section>
  )
}

function KeyTable({ apiKeys }: { apiKeys: ApiKey[] }): ReactNode {
  const { t } = useConsoleWords()
  const phone = useIsPhone()
  const who: TableColumnsType<ApiKey>[number] = {
    title: t('keys.key'),
    key: 'name',
    render: (_, key) => (
      <div style={{ opacity: isOver(key) ? 0.6 : 1 }}>
        <strong>{key.name}</strong> <code className="key small">{key.beginning}…</code>
        <div className="small muted">{t('keys.by', { name: key.agent.name })}</div>
        {phone ? <KeyStateTag apiKey={key} /> : null}
      </div>
    ),
  }
  const rest: TableColumnsType<ApiKey> = [
    {
      title: t('keys.may'),
      key: 'may',
      render: (_, key) => key.permissions.map(one => <div key={one}>{permissionName(one, t)}</div>),
    },
    { title: t('keys.used'), key: 'used', width: 150, render: (_, key) => <Used at={key.lastUsedAt} /> },
    { title: t('keys.state'), key: 'state', width: 170, render: (_, key) => <KeyStateTag apiKey={key} /> },
  ]
  const revoke: TableColumnsType<ApiKey>[number] = {
    title: '',
    key: 'revoke',
    width: 100,
    align: 'right',
    render: (_, key) => (isOver(key) ? null : <Revoke apiKey={key} />),
  }
  return (
    <Table
      rowKey="id"
      size="middle"
      columns={phone ? [who, revoke] : [who, ...rest, revoke]}
      dataSource={apiKeys}
      pagination={false}
      locale={{ emptyText: t('keys.none') }}
    />
  )
}

const isOver = (key: ApiKey): boolean => ['revoked', 'expired'].includes(stateOf(key))

function KeyStateTag({ apiKey }: { apiKey: ApiKey }): ReactNode {
  const { t, language } = useConsoleWords()
  const state = stateOf(apiKey)
  const date = apiKey.expiresAt === null ? '' : new Date(apiKey.expiresAt).toLocaleDateString(language)
  return <Tag color={isOver(apiKey) ? 'default' : 'green'}>{t(`keys.${state}`, { date })}</Tag>
}

function Used({ at }: { at: string | null }): ReactNode {
  const { t, language } = useConsoleWords()
  if (at === null) return <span className="muted">{t('keys.never')}</span>
  return new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
}

function Revoke({ apiKey }: { apiKey: ApiKey }): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { modal } = App.useApp()
  const { failed } = useNotes()
  const client = useQueryClient()
  const ask = () =>
    modal.confirm({
      title: t('keys.revoke_title', { name: apiKey.name }),
      content: t('keys.revoke_what'),
      okText: t('keys.revoke'),
      okButtonProps: { danger: true },
      async onOk() {
        try {
          await revokeApiKey(api, apiKey.id)
          await client.invalidateQueries({ queryKey: API_KEYS })
        } catch (error) {
          failed(error)
        }
      },
    })
  return (
    <Button type="text" danger size="small" onClick={ask} aria-label={`${t('keys.revoke')}: ${apiKey.name}`}>
      {t('keys.revoke')}
    </Button>
  )
}
