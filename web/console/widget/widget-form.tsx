import { ColorPicker, Form, type FormInstance, Input, InputNumber, Segmented, Tabs } from 'antd'
import type { ReactNode } from 'react'
import type { Language } from '../../../src/message.ts'
import { LinesEditor } from '../../shared/lines-editor.tsx'
import { useConsoleWords } from '../words.ts'
import { badOrigins, MAX_SUGGESTIONS, type WidgetSettings } from './inboxes.ts'

export interface InboxFields {
  name: string
  capacityWeight: number
  settings: WidgetSettings
}

interface Props {
  form: FormInstance<InboxFields>
  initial: InboxFields
  disabled: boolean
  onFinish(): void
  onChange(fields: InboxFields): void
}

const COLOURS = ['#1f7a5c', '#1d5fa8', '#6b4bb8', '#b03a5b', '#b45309', '#26323a']

export function WidgetForm({ form, initial, disabled, onFinish, onChange }: Props): ReactNode {
  const { t, language } = useConsoleWords()
  const sides: Language[] = language === 'zh' ? ['zh', 'en'] : ['en', 'zh']
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={initial}
      disabled={disabled}
      onFinish={onFinish}
      onValuesChange={(_, all) => onChange(mergeFields(initial, all))}
    >
      <div className="row wrap" style={{ gap: 24, alignItems: 'flex-start' }}>
        <Form.Item
          name={['settings', 'colour']}
          label={t('widget.colour')}
          getValueFromEvent={colour => colour.toHexString().slice(0, 7)}
        >
          <ColorPicker
            format="hex"
            disabledAlpha
            showText
            presets={[{ label: t('widget.colours'), colors: COLOURS }]}
          />
        </Form.Item>
        <Form.Item name={['settings', 'position']} label={t('widget.position')}>
          <Segmented
            options={[
              { value: 'left', label: t('widget.left') },
              { value: 'right', label: t('widget.right') },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('widget.name')}
          rules={[{ required: true, whitespace: true, message: t('widget.name_needed') }]}
          style={{ flex: '1 1 200px' }}
        >
          <Input />
        </Form.Item>
      </div>
      <Tabs
        items={sides.map(side => ({
          key: side,
          label: t(`language.${side}`),
          forceRender: true,
          children: <Side side={side} />,
        }))}
      />
      <Form.Item
        name={['settings', 'origins']}
        label={t('widget.origins')}
        extra={t('widget.origins_hint')}
        rules={[
          {
            validator: (_, origins: string[] = []) =>
              badOrigins(origins).length === 0
                ? Promise.resolve()
                : Promise.reject(new Error(t('widget.origins_bad', { origin: badOrigins(origins)[0] ?? '' }))),
          },
        ]}
      >
        <LinesEditor placeholder="https://shop.example" />
      </Form.Item>
      <Form.Item name="capacityWeight" label={t('widget.weight')} extra={t('widget.weight_hint')}>
        <InputNumber min={1} max={100} precision={0} />
      </Form.Item>
    </Form>
  )
}

/** What the widget says in one language. */
function Side({ side }: { side: Language }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <>
      <Form.Item
        name={['settings', 'botName', side]}
        label={t('widget.bot_name')}
        rules={[{ required: true, whitespace: true, message: t('widget.bot_name_needed') }]}
      >
        <Input maxLength={40} showCount />
      </Form.Item>
      <Form.Item name={['settings', 'greeting', side]} label={t('widget.greeting')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
      </Form.Item>
      <Form.Item
        name={['settings', 'suggestions', side]}
        label={t('widget.suggestions')}
        extra={t('widget.suggestions_hint', { max: MAX_SUGGESTIONS })}
      >
        <LinesEditor max={MAX_SUGGESTIONS} />
      </Form.Item>
    </>
  )
}

/** antd gives only the registered fields; what the form does not know stays as it was. */
function mergeFields(initial: InboxFields, fields: Partial<InboxFields>): InboxFields {
  return {
    name: fields.name ?? initial.name,
    capacityWeight: fields.capacityWeight ?? initial.capacityWeight,
    settings: { ...initial.settings, ...fields.settings },
  }
}
