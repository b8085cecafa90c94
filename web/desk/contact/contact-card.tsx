import { EditOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { useNotes } from '../../shared/page-parts.tsx'
import { PlainText } from '../../shared/safe-text.tsx'
import { useSession } from '../../shared/session.ts'
import { formatFull, formatMoment } from '../../shared/time.ts'
import { useDeskWords } from '../words.ts'
import { addNote, type ContactChange, changeContact, type Facts, factsKey } from './facts.ts'

type Contact = ConversationSummary['contact']

const FIELDS = ['name', 'email', 'phone'] as const

/** Who the visitor is, as far as anybody knows; put right here and now. */
export function ContactCard({ contact }: { contact: Contact }): ReactNode {
  const { t } = useDeskWords()
  const { api, can } = useSession()
  const { failed } = useNotes()
  const [editing, setEditing] = useState(false)
  const change = useMutation({
    mutationFn: (values: ContactChange) => changeContact(api, contact.id, changed(contact, values)),
    onSuccess: () => setEditing(false),
    onError: failed,
  })
  const known = FIELDS.flatMap(field => (contact[field] ? [contact[field]] : []))
  if (editing) {
    return (
      <section>
        <h3>{t('packet.contact')}</h3>
        <Form<ContactChange>
          size="small"
          layout="vertical"
          className="contact-form"
          initialValues={contact}
          onFinish={values => change.mutate(values)}
        >
          {FIELDS.map(field => (
            <Form.Item
              key={field}
              name={field}
              rules={field === 'email' ? [{ type: 'email', message: t('contact.email_wrong') }] : []}
            >
              <Input
                placeholder={t(`contact.${field}`)}
                aria-label={t(`contact.${field}`)}
                autoFocus={field === 'name'}
              />
            </Form.Item>
          ))}
          <span className="row">
            <Button type="primary" htmlType="submit" loading={change.isPending}>
              {t('contact.save')}
            </Button>
            <Button onClick={() => setEditing(false)}>{t('contact.cancel')}</Button>
          </span>
        </Form>
      </section>
    )
  }
  return (
    <section>
      <h3 className="row">
        <span className="grow">{t('packet.contact')}</span>
        {can('conversations:write') ? (
          <Button
            size="small"
            type="text"
            icon={<EditOutlined />}
            aria-label={t('contact.edit')}
            onClick={() => setEditing(true)}
          />
        ) : null}
      </h3>
      {known.length === 0 ? <span className="small muted">{t('contact.unknown')}</span> : null}
      {known.length === 0 ? null : <div className="plain-text">{known.join('\n')}</div>}
    </section>
  )
}

/** What differs; emptied fields as empty texts. */
function changed(contact: Contact, values: ContactChange): ContactChange {
  const entries = FIELDS.map(field => [field, values[field]?.trim() ?? ''] as const)
  return Object.fromEntries(entries.filter(([field, value]) => value !== (contact[field] ?? '')))
}

/** What colleagues should know of him; he never sees it. */
export function ContactNotes({ facts, conversationId }: { facts: Facts; conversationId: string }): ReactNode {
  const { t, language } = useDeskWords()
  const { api, can } = useSession()
  const { failed } = useNotes()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () => addNote(api, facts.contactId, text.trim()),
    onSuccess: () => {
      setText('')
      return queries.invalidateQueries({ queryKey: factsKey(conversationId) })
    },
    onError: failed,
  })
  return (
    <section>
      <h3>{t('contact.notes')}</h3>
      <ul className="facts-list small">
        {facts.notes.map(note => (
          <li key={note.id}>
            <PlainText text={note.text} />
            <div className="muted">
              {note.agentName} ·{' '}
              <time dateTime={note.at} title={formatFull(note.at, language)}>
                {formatMoment(note.at, language)}
              </time>
            </div>
          </li>
        ))}
      </ul>
      {can('conversations:write') ? (
        <Input.TextArea
          value={text}
          onChange={event => setText(event.target.value)}
          onPressEnter={event => {
            if (event.shiftKey || event.nativeEvent.isComposing || text.trim() === '') return
            event.preventDefault()
            add.mutate()
          }}
          disabled={add.isPending}
          maxLength={2000}
          autoSize={{ minRows: 1, maxRows: 4 }}
          placeholder={t('contact.note_placeholder')}
          aria-label={t('contact.note_placeholder')}
        />
      ) : null}
    </section>
  )
}
