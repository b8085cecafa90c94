import { Form, type FormInstance, Input, Segmented, Switch, Tabs } from 'antd'
import type { ReactNode } from 'react'
import type { Language } from '../../../src/message.ts'
import { LinesEditor } from '../../shared/lines-editor.tsx'
import { useConsoleWords } from '../words.ts'
import type { IntentFields, IntentKind } from './intents.ts'

interface Props {
  form: FormInstance<IntentFields>
  initial: IntentFields
  isNew: boolean
  disabled: boolean
  onFinish(): void
  onChange(): void
}

const KINDS: readonly IntentKind[] = ['answer', 'small_talk', 'handoff', 'none']

export function IntentForm({ form, initial, isNew, disabled, onFinish, onChange }: Props): ReactNode {
  const { t, language } = useConsoleWords()
  const kind = Form.useWatch('kind', form) ?? initial.kind
  const sides: Language[] = language === 'zh' ? ['zh', 'en'] : ['en', 'zh']
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={initial}
      onFinish={onFinish}
      onValuesChange={onChange}
      disabled={disabled}
    >
      {isNew ? (
        <Form.Item
          name="name"
          label={t('intents.name')}
          extra={t('intents.name_hint')}
          rules={[
            { required: true, message: t('intents.name_needed') },
            { pattern: /^[a-z][a-z0-9_]{0,63}$/, message: t('intents.name_bad') },
          ]}
        >
          <Input className="mono" placeholder="track_order" autoFocus />
        </Form.Item>
      ) : null}
      <div className="pair">
        <Form.Item
          name={['title', 'zh']}
          label={`${t('intents.title')} · 中文`}
          rules={[{ required: true, whitespace: true, message: t('intents.title_needed') }]}
        >
          <Input />
        </Form.Item>
        <Form.Item
          name={['title', 'en']}
          label={`${t('intents.title')} · English`}
          rules={[{ required: true, whitespace: true, message: t('intents.title_needed') }]}
        >
          <Input />
        </Form.Item>
      </div>
      <Form.Item name="kind" label={t('intents.kind')} extra={t(`intent_kind.${kind}.what`)}>
        <Segmented options={KINDS.map(value => ({ value, label: t(`intent_kind.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="sensitive"
        label={t('intents.sensitive')}
        valuePropName="checked"
        extra={t('intents.sensitive_hint')}
      >
        <Switch />
      </Form.Item>
      <Tabs
        items={sides.map(side => ({
          key: side,
          forceRender: true,
          label: t(`language.${side}`),
          children: <Side side={side} kind={kind} />,
        }))}
      />
    </Form>
  )
}

/** One language's utterances and answer. */
function Side({ side, kind }: { side: Language; kind: IntentKind }): ReactNode {
  const { t } = useConsoleWords()
  return (
    <>
      <Form.Item name={['utterances', side]} label={t('intents.utterances')} extra={t('intents.utterances_hint')}>
        <LinesEditor />
      </Form.Item>
      <Form.Item
        name={['answer', side]}
        hidden={kind === 'none'}
        label={t('faq.answer')}
        extra={kind === 'handoff' ? t('intents.answer_handoff') : t('faq.answer_hint')}
      >
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} />
      </Form.Item>
    </>
  )
}
