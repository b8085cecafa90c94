import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Dropdown, Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { Canned, Label, MacroAction } from '../../shared/desk-tools.ts'
import { useConsoleWords } from '../words.ts'

interface Props {
  canned: readonly Canned[]
  labels: readonly Label[]
  teams: readonly { id: string; name: string }[]
}

const KINDS = ['reply', 'label', 'transfer', 'snooze', 'close', 'return_to_bot'] as const
const FRESH: Record<MacroAction['kind'], object> = {
  reply: {},
  label: {},
  transfer: { note: '' },
  snooze: { hours: 24 },
  close: {},
  return_to_bot: {},
}

/** The actions of a macro, one a line, in their order. */
export function ActionFields(known: Props): ReactNode {
  const { t } = useConsoleWords()
  return (
    <Form.Item label={t('macros.actions')} extra={t('macros.actions_hint')}>
      <Form.List
        name="actions"
        rules={[
          { validator: async (_, all: unknown[]) => (all?.length > 0 ? undefined : Promise.reject(t('tools.needed'))) },
        ]}
      >
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="row" style={{ marginBottom: 8, alignItems: 'flex-start' }}>
                <Form.Item noStyle shouldUpdate>
                  {form => (
                    <OneAction
                      at={name}
                      kind={form.getFieldValue(['actions', name, 'kind']) as MacroAction['kind']}
                      {...known}
                    />
                  )}
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('app.delete')}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Dropdown
              trigger={['click']}
              menu={{
                items: KINDS.map(kind => ({
                  key: kind,
                  label: t(`action.${kind}`),
                  onClick: () => add({ kind, ...FRESH[kind] }),
                })),
              }}
            >
              <Button icon={<PlusOutlined />}>{t('macros.add')}</Button>
            </Dropdown>
            <Form.ErrorList errors={errors} />
          </>
        )}
      </Form.List>
    </Form.Item>
  )
}

function OneAction({ at, kind, canned, labels, teams }: Props & { at: number; kind: MacroAction['kind'] }): ReactNode {
  const { t } = useConsoleWords()
  const needed = [{ required: true, message: t('tools.needed') }]
  const choice = (field: string, all: readonly { id: string; name: string }[]) => (
    <Form.Item name={[at, field]} rules={needed} style={{ flex: 1, margin: 0, minWidth: 160 }}>
      <Select
        showSearch
        optionFilterProp="label"
        placeholder={t('macros.choose')}
        options={all.map(one => ({ value: one.id, label: one.name }))}
      />
    </Form.Item>
  )
  return (
    <div className="row wrap grow" style={{ alignItems: 'flex-start' }}>
      <Form.Item name={[at, 'kind']} hidden>
        <Input />
      </Form.Item>
      <span style={{ minWidth: 96, lineHeight: '32px' }}>{t(`action.${kind}`)}</span>
      {kind === 'reply'
        ? choice(
            'cannedId',
            canned.map(one => ({ id: one.id, name: `/${one.shortcut} ${one.title}` })),
          )
        : null}
      {kind === 'label' ? choice('labelId', labels) : null}
      {kind === 'transfer' ? (
        <>
          {choice('teamId', teams)}
          <Form.Item name={[at, 'note']} style={{ flex: 1, margin: 0, minWidth: 160 }}>
            <Input maxLength={1000} placeholder={t('macros.note')} />
          </Form.Item>
        </>
      ) : null}
      {kind === 'snooze' ? (
        <Form.Item name={[at, 'hours']} rules={needed} style={{ margin: 0 }}>
          <InputNumber min={0.25} max={8760} suffix={t('macros.hours')} />
        </Form.Item>
      ) : null}
    </div>
  )
}
