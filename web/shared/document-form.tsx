import { Collapse, Form, type FormInstance, Input, Segmented, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { Language } from '../../src/message.ts'
import type { DocumentFields, DocumentKind } from './documents.ts'
import { useWords } from './i18n.ts'
import { LinesEditor } from './lines-editor.tsx'
import { MarkdownText } from './safe-text.tsx'
import { ScopeFields } from './scope-fields.tsx'

/** The drawer's form: the entry's fields, and for a new one also its kind, language and key. */
export interface DocumentFormFields extends DocumentFields {
  kind: DocumentKind
  language: Language
  key?: string
}

interface Props {
  form: FormInstance<DocumentFormFields>
  isNew: boolean
  initial: DocumentFormFields
  onFinish(fields: DocumentFormFields): void
  onChange(): void
}

/** Characters of a text that is shown as visitors see it; drawing more at each key would be felt. */
const MOST_PREVIEWED = 20_000

export function DocumentForm({ form, isNew, initial, onFinish, onChange }: Props): ReactNode {
  const { t } = useWords()
  const kind = Form.useWatch('kind', form) ?? initial.kind
  const body = Form.useWatch('body', form) ?? initial.body
  const faq = kind === 'faq'
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={initial}
      onFinish={() => onFinish({ ...initial, ...form.getFieldsValue(true) })}
      onValuesChange={onChange}
    >
      {isNew ? <Naming /> : null}
      <Form.Item
        name="title"
        label={t(faq ? 'faq.question' : 'faq.title')}
        rules={[{ required: true, whitespace: true, message: t(faq ? 'faq.question_needed' : 'faq.title_needed') }]}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 3 }} maxLength={500} autoFocus={isNew} />
      </Form.Item>
      {faq ? (
        <Form.Item name="similar" label={t('faq.similar')} extra={t('faq.similar_hint')}>
          <LinesEditor />
        </Form.Item>
      ) : null}
      <Form.Item
        name="body"
        label={t(faq ? 'faq.answer' : 'faq.body')}
        extra={t('faq.answer_hint')}
        rules={[{ required: true, whitespace: true, message: t('faq.answer_needed') }]}
      >
        <Input.TextArea autoSize={{ minRows: faq ? 4 : 10, maxRows: 24 }} />
      </Form.Item>
      {body.trim() === '' || body.length > MOST_PREVIEWED ? null : (
        <Form.Item>
          <div className="answer-preview">
            <span className="small faint">{t('faq.preview')}</span>
            <MarkdownText text={body} />
          </div>
        </Form.Item>
      )}
      <Form.Item name="url" label={t('faq.url')} rules={[{ pattern: /^https?:\/\//i, message: t('faq.url_bad') }]}>
        <Input placeholder="https://" inputMode="url" />
      </Form.Item>
      <Form.Item name="tags" label={t('faq.tags')}>
        <Select mode="tags" tokenSeparators={[',', '，', ' ']} open={false} suffixIcon={null} />
      </Form.Item>
      <Collapse
        ghost
        size="small"
        defaultActiveKey={Object.keys(initial.scope).length > 0 ? ['scope'] : []}
        items={[
          {
            key: 'scope',
            label: t('scope.title'),
            forceRender: true,
            children: (
              <Form.Item name="scope" noStyle>
                <ScopeFields />
              </Form.Item>
            ),
          },
        ]}
      />
      {isNew ? null : (
        <Form.Item
          name="enabled"
          label={t('faq.enabled')}
          valuePropName="checked"
          layout="horizontal"
          style={{ marginBottom: 0 }}
        >
          <Switch />
        </Form.Item>
      )}
    </Form>
  )
}

function Naming(): ReactNode {
  const { t } = useWords()
  return (
    <>
      <div className="row wrap" style={{ marginBottom: 16 }}>
        <Form.Item name="kind" noStyle>
          <Segmented
            options={[
              { value: 'faq', label: t('faq.kind_faq') },
              { value: 'article', label: t('faq.kind_article') },
            ]}
          />
        </Form.Item>
        <Form.Item name="language" noStyle>
          <Segmented
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
      </div>
      <Form.Item
        name="key"
        label={t('faq.key')}
        extra={t('faq.key_hint')}
        rules={[{ pattern: /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,199}$/u, message: t('faq.key_bad') }]}
      >
        <Input className="mono" placeholder="shipping-fee" />
      </Form.Item>
    </>
  )
}
