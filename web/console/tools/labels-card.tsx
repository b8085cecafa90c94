import { Form, Input, Select, Tag } from 'antd'
import type { ReactNode } from 'react'
import { fetchLabels, LABELS, type Label } from '../../shared/desk-tools.ts'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { ToolCard } from './tool-card.tsx'
import { ToolForm } from './tool-form.tsx'
import { useKept } from './use-kept.ts'

/** Names that the palette of Ant Design shares with the desk; `grey` is its default. */
const COLOURS = ['red', 'orange', 'gold', 'green', 'cyan', 'blue', 'purple', 'magenta', 'grey']
const shown = (colour: string) => (colour === 'grey' ? 'default' : colour)

export function LabelsCard(): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const { query, target, setTarget, save, remove } = useKept<Label>('/labels', LABELS, fetchLabels)
  const may = can('desk-tools:write')
  const start = target === undefined || target === 'new' ? { name: '', colour: 'blue' } : target
  return (
    <>
      <ToolCard<Label>
        title={t('labels.title')}
        about={t('labels.about')}
        empty={t('labels.empty')}
        query={query}
        columns={[
          { title: t('labels.name'), key: 'name', render: (_, one) => <Tag color={shown(one.colour)}>{one.name}</Tag> },
          { title: t('labels.used'), key: 'used', dataIndex: 'used', width: 140, className: 'num' },
        ]}
        onNew={may ? () => setTarget('new') : undefined}
        mayChange={() => may}
        onChange={setTarget}
        onRemove={one => remove(one, one.name, t('labels.remove_what', { count: one.used }))}
      />
      <ToolForm
        open={target !== undefined}
        title={t('labels.one')}
        start={{ name: start.name, colour: start.colour }}
        onSave={fields => save(fields)}
        onClose={() => setTarget(undefined)}
      >
        <Form.Item
          name="name"
          label={t('labels.name')}
          rules={[{ required: true, whitespace: true, message: t('tools.needed') }]}
        >
          <Input maxLength={40} autoFocus />
        </Form.Item>
        <Form.Item name="colour" label={t('labels.colour')}>
          <Select
            options={COLOURS.map(value => ({
              value,
              label: <Tag color={shown(value)}>{t(`colour.${value}` as 'colour.red')}</Tag>,
            }))}
          />
        </Form.Item>
      </ToolForm>
    </>
  )
}
