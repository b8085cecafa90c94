import { Form, Input, Switch, Tag } from 'antd'
import type { ReactNode } from 'react'
import { VARIABLES } from '../../shared/canned-text.ts'
import { CANNED, type Canned, fetchCanned } from '../../shared/desk-tools.ts'
import { useSession } from '../../shared/session.ts'
import { useConsoleWords } from '../words.ts'
import { ToolCard } from './tool-card.tsx'
import { ToolForm } from './tool-form.tsx'
import { useKept } from './use-kept.ts'

const MAX_TEXT = 4000
const NEW = { shortcut: '', title: '', zh: '', en: '' }

/** What is answered often: everybody's and one's own, with the places that are filled in when it is used. */
export function CannedCard(): ReactNode {
  const { t } = useConsoleWords()
  const { can } = useSession()
  const { query, target, setTarget, save, remove } = useKept<Canned>('/canned', CANNED, fetchCanned)
  const mayShare = can('desk-tools:write')
  const start = target === undefined || target === 'new' ? { ...NEW, shared: mayShare } : target
  const { shortcut, title, zh, en, shared } = start
  return (
    <>
      <ToolCard<Canned>
        title={t('canned.title')}
        about={t('canned.about')}
        empty={t('canned.empty')}
        query={query}
        columns={[
          {
            title: t('canned.name'),
            key: 'title',
            render: (_, one) => (
              <div>
                <code>/{one.shortcut}</code> <strong>{one.title}</strong>{' '}
                {one.shared ? null : <Tag>{t('tools.own')}</Tag>}
                <div className="small muted clamp">{one.zh || one.en}</div>
              </div>
            ),
          },
          {
            title: t('canned.languages'),
            key: 'languages',
            width: 130,
            render: (_, one) => [one.zh && t('language.zh'), one.en && t('language.en')].filter(Boolean).join(' · '),
          },
          { title: t('canned.used'), key: 'used', dataIndex: 'used', width: 100, className: 'num' },
        ]}
        onNew={can('canned:write') ? () => setTarget('new') : undefined}
        mayChange={one => can('canned:write') && (mayShare || !one.shared)}
        onChange={setTarget}
        onRemove={one => remove(one, one.title, t('canned.remove_what'))}
      />
      <ToolForm
        open={target !== undefined}
        title={t('canned.one')}
        start={{ shortcut, title, zh, en, shared }}
        onSave={fields => save({ ...fields, shortcut: fields.shortcut.trim(), title: fields.title.trim() })}
        onClose={() => setTarget(undefined)}
      >
        <Form.Item
          name="shortcut"
          label={t('canned.shortcut')}
          extra={t('canned.shortcut_hint')}
          rules={[
            { required: true, message: t('tools.needed') },
            { pattern: /^[^\s/]+$/, message: t('canned.shortcut_wrong') },
          ]}
        >
          <Input maxLength={40} autoFocus prefix="/" />
        </Form.Item>
        <Form.Item
          name="title"
          label={t('canned.name')}
          rules={[{ required: true, whitespace: true, message: t('tools.needed') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="zh" label={t('canned.zh')}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={MAX_TEXT} />
        </Form.Item>
        <Form.Item name="en" label={t('canned.en')}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={MAX_TEXT} />
        </Form.Item>
        <p className="small muted">
          {t('canned.variables')}{' '}
          {VARIABLES.map(name => (
            <code key={name} style={{ marginInlineEnd: 8 }}>{`{{${name}}}`}</code>
          ))}
        </p>
        <Form.Item name="shared" label={t('tools.shared')} valuePropName="checked">
          <Switch disabled={!mayShare} />
        </Form.Item>
      </ToolForm>
    </>
  )
}
