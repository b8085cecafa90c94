import { CheckCircleFilled, DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Segmented, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { formatFull } from '../../shared/time.ts'
import { type DeskWords, useDeskWords } from '../words.ts'
import { type ContactAttribute, changeAttributes, type Facts, factsKey } from './facts.ts'

type Value = ContactAttribute['value']

const MAX_NAME = 40
const MAX_TEXT = 500

/** What is known of him beyond his name: set by the site or by an agent; the site's signed ones are marked. */
export function ContactAttributes({ facts, conversationId }: { facts: Facts; conversationId: string }): ReactNode {
  const { t } = useDeskWords()
  const { api, can } = useSession()
  const { failed } = useNotes()
  const queries = useQueryClient()
  /** The one being edited; an empty name is a new one. */
  const [editing, setEditing] = useState<string>()
  const change = useMutation({
    mutationFn: (given: Record<string, Value | null>) => changeAttributes(api, facts.contactId, given),
    onSuccess: () => {
      setEditing(undefined)
      return queries.invalidateQueries({ queryKey: factsKey(conversationId) })
    },
    onError: failed,
  })
  const may = can('conversations:write')
  const form = (attribute?: ContactAttribute) => (
    <AttributeForm
      attribute={attribute}
      busy={change.isPending}
      onSave={(name, value) => change.mutate({ [name]: value })}
      onCancel={() => setEditing(undefined)}
    />
  )
  if (facts.attributes.length === 0 && facts.externalId === undefined && !may) return null
  return (
    <section>
      <h3 className="row">
        <span className="grow">{t('attributes.title')}</span>
        {may ? (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            aria-label={t('attributes.add')}
            onClick={() => setEditing('')}
          />
        ) : null}
      </h3>
      <ul className="facts-list small attributes">
        {facts.externalId === undefined ? null : (
          <li className="row">
            <span className="muted">{t('attributes.user')}</span>
            <span className="grow plain-text">{facts.externalId}</span>
            <Signed />
          </li>
        )}
        {facts.attributes.map(one =>
          editing === one.name ? (
            <li key={one.name}>{form(one)}</li>
          ) : (
            <li key={one.name} className="row attribute">
              <span className="muted">{one.name}</span>
              <Shown attribute={one} />
              {one.verified ? <Signed /> : null}
              {may ? (
                <>
                  <Button
                    size="small"
                    type="text"
                    icon={<EditOutlined />}
                    aria-label={t('attributes.edit', { name: one.name })}
                    onClick={() => setEditing(one.name)}
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('attributes.remove', { name: one.name })}
                    onClick={() => change.mutate({ [one.name]: null })}
                  />
                </>
              ) : null}
            </li>
          ),
        )}
        {editing === '' ? <li>{form()}</li> : null}
      </ul>
      {facts.attributes.length === 0 && facts.externalId === undefined && editing === undefined ? (
        <span className="small muted">{t('attributes.none')}</span>
      ) : null}
    </section>
  )
}

/** Who set it, and when, stands behind the value. */
function Shown({ attribute }: { attribute: ContactAttribute }): ReactNode {
  const { t, language } = useDeskWords()
  const { value, by, at } = attribute
  return (
    <span className="grow plain-text" title={`${byWhom(attribute, t)} · ${formatFull(at, language)}`}>
      {typeof value === 'boolean' ? t(value ? 'attributes.yes' : 'attributes.no') : String(value)}
      {by.kind === 'agent' ? <span className="muted"> · {by.name}</span> : null}
    </span>
  )
}

function byWhom({ by, verified }: ContactAttribute, t: DeskWords): string {
  switch (by.kind) {
    case 'agent':
      return by.name
    case 'rule':
      return t('attributes.by_rule', { name: by.name })
    case 'site':
      return t(verified ? 'attributes.by_server' : 'attributes.by_browser')
    default:
      return by satisfies never
  }
}

function Signed(): ReactNode {
  const { t } = useDeskWords()
  return (
    <Tooltip title={t('attributes.verified')}>
      <CheckCircleFilled className="signed" role="img" aria-label={t('attributes.verified')} />
    </Tooltip>
  )
}

interface FormProps {
  attribute: ContactAttribute | undefined
  busy: boolean
  onSave(name: string, value: Value): void
  onCancel(): void
}

const KINDS = ['string', 'number', 'boolean'] as const
type Kind = (typeof KINDS)[number]

function AttributeForm({ attribute, busy, onSave, onCancel }: FormProps): ReactNode {
  const { t } = useDeskWords()
  const [name, setName] = useState(attribute?.name ?? '')
  const [kind, setKind] = useState<Kind>(attribute === undefined ? 'string' : (typeof attribute.value as Kind))
  const [text, setText] = useState(String(attribute?.value ?? ''))
  const value = typed(kind, text)
  const ready = name.trim() !== '' && value !== undefined
  return (
    <form
      className="stack attribute-form"
      onSubmit={event => {
        event.preventDefault()
        if (ready) onSave(name.trim(), value)
      }}
    >
      {attribute === undefined ? (
        <Input
          size="small"
          autoFocus
          maxLength={MAX_NAME}
          value={name}
          onChange={event => setName(event.target.value)}
          placeholder={t('attributes.name')}
          aria-label={t('attributes.name')}
        />
      ) : (
        <span className="muted">{name}</span>
      )}
      <Segmented
        size="small"
        value={kind}
        onChange={setKind}
        options={KINDS.map(one => ({ value: one, label: t(`attributes.${one}`) }))}
      />
      {kind === 'boolean' ? (
        <Segmented
          size="small"
          value={text === 'true' ? 'true' : 'false'}
          onChange={setText}
          options={[
            { value: 'true', label: t('attributes.yes') },
            { value: 'false', label: t('attributes.no') },
          ]}
        />
      ) : (
        <Input
          size="small"
          autoFocus={attribute !== undefined}
          maxLength={MAX_TEXT}
          value={text}
          inputMode={kind === 'number' ? 'decimal' : 'text'}
          status={kind === 'number' && text !== '' && value === undefined ? 'error' : ''}
          onChange={event => setText(event.target.value)}
          placeholder={t('attributes.value')}
          aria-label={t('attributes.value')}
        />
      )}
      <span className="row">
        <Button size="small" type="primary" htmlType="submit" loading={busy} disabled={!ready}>
          {t('contact.save')}
        </Button>
        <Button size="small" onClick={onCancel}>
          {t('contact.cancel')}
        </Button>
      </span>
    </form>
  )
}

/** Undefined: not one of that kind yet. */
function typed(kind: Kind, text: string): Value | undefined {
  if (kind === 'boolean') return text === 'true'
  if (kind === 'string') return text.trim() === '' ? undefined : text.trim()
  const number = Number(text)
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number
}
