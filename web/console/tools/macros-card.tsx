import { useQuery } from '@tanstack/react-query'
import { Form, Input, Switch, Tag } from 'antd'
import type { ReactNode } from 'react'
import { CANNED, fetchCanned, fetchLabels, fetchMacros, LABELS, MACROS, type Macro } from '../../shared/desk-tools.ts'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { ActionFields } from './macro-actions.tsx'
import { ToolCard } from './tool-card.tsx'
import { ToolForm } from './tool-form.tsx'
import { useKept } from './use-kept.ts'

/** What is done again and again, in one go. */
export function MacrosCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const { query, target, setTarget, save, remove } = useKept<Macro>('/macros', MACROS, fetchMacros)
  const canned = useQuery({ queryKey: CANNED, queryFn: () => fetchCanned(api) })
  const labels = useQuery({ queryKey: LABELS, queryFn: () => fetchLabels(api) })
  const teams = useQuery({
    queryKey: ['colleagues'],
    queryFn: () => api.get<{ teams: { id: string; name: string }[] }>('/colleagues'),
  })
  const mayShare = can('desk-tools:write')
  const start = target === undefined || target === 'new' ? { name: '', actions: [], shared: mayShare } : target
  return (
    <>
      <ToolCard<Macro>
        title={t('macros.title')}
        about={t('macros.about')}
        empty={t('macros.empty')}
        query={query}
        columns={[
          {
            title: t('macros.name'),
            key: 'name',
            render: (_, one) => (
              <div>
                <strong>{one.name}</strong> {one.shared ? null : <Tag>{t('tools.own')}</Tag>}
                <div className="small muted">{one.actions.map(({ kind }) => t(`action.${kind}`)).join(' → ')}</div>
              </div>
            ),
          },
        ]}
        onNew={can('canned:write') ? () => setTarget('new') : undefined}
        mayChange={one => can('canned:write') && (mayShare || !one.shared)}
        onChange={setTarget}
        onRemove={one => remove(one, one.name, t('macros.remove_what'))}
      />
      <ToolForm
        open={target !== undefined}
        title={t('macros.one')}
        start={{ name: start.name, actions: start.actions, shared: start.shared }}
        onSave={fields => save(fields)}
        onClose={() => setTarget(undefined)}
      >
        <Form.Item
          name="name"
          label={t('macros.name')}
          rules={[{ required: true, whitespace: true, message: t('tools.needed') }]}
        >
          <Input maxLength={60} autoFocus />
        </Form.Item>
        <ActionFields canned={canned.data ?? []} labels={labels.data ?? []} teams={teams.data?.teams ?? []} />
        <Form.Item name="shared" label={t('tools.shared')} valuePropName="checked">
          <Switch disabled={!mayShare} />
        </Form.Item>
      </ToolForm>
    </>
  )
}
