import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Table, type TableColumnsType } from 'antd'
import { type ReactNode, useState } from 'react'
import { Loaded, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { useDebounced } from '../../shared/use-debounced.ts'
import { useIsPhone } from '../../shared/use-is-phone.ts'
import { useConsoleWords } from '../words.ts'
import { calledBy, erasePerson, exportAddress, type Person, peopleKey, readPerson, searchPeople } from './privacy.ts'

const PAUSE_MS = 250

/** Find a visitor, then hand out or erase what is kept of him. */
export function PeopleCard(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const [text, setText] = useState('')
  const query = useDebounced(text.trim(), PAUSE_MS)
  const people = useQuery({
    queryKey: peopleKey(query),
    queryFn: ({ signal }) => searchPeople(api, query, signal),
    enabled: query !== '',
  })
  return (
    <section className="card">
      <h2>{t('privacy.people')}</h2>
      <p className="muted">{t('privacy.people_about')}</p>
      <Input.Search
        allowClear
        value={text}
        onChange={event => setText(event.target.value)}
        placeholder={t('privacy.find')}
        aria-label={t('privacy.find')}
        style={{ maxWidth: 460, marginBottom: 12 }}
      />
      {query === '' ? null : <Loaded query={people}>{found => <PeopleTable people={found} />}</Loaded>}
    </section>
  )
}

function PeopleTable({ people }: { people: Person[] }): ReactNode {
  const { t, language } = useConsoleWords()
  const phone = useIsPhone()
  const who: TableColumnsType<Person>[number] = {
    title: t('privacy.who'),
    key: 'who',
    render: (_, person) => <Who person={person} short={phone} />,
  }
  const rest: TableColumnsType<Person> = [
    { title: t('privacy.inbox'), key: 'inbox', render: (_, person) => person.inbox.name },
    { title: t('privacy.conversations'), dataIndex: 'conversations', width: 110, align: 'right' },
    {
      title: t('privacy.last'),
      key: 'last',
      width: 170,
      render: (_, { lastAt, createdAt }) =>
        new Date(lastAt ?? createdAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }),
    },
  ]
  const actions: TableColumnsType<Person>[number] = {
    title: '',
    key: 'actions',
    align: 'right',
    width: phone ? 96 : 210,
    render: (_, person) => <Actions person={person} short={phone} />,
  }
  return (
    <Table
      rowKey="id"
      size="middle"
      columns={phone ? [who, actions] : [who, ...rest, actions]}
      dataSource={people}
      pagination={false}
      locale={{ emptyText: t('privacy.nobody') }}
    />
  )
}

function Who({ person, short }: { person: Person; short: boolean }): ReactNode {
  const { t } = useConsoleWords()
  const called = calledBy(person)
  const more = [person.email, person.phone].filter(one => one !== undefined && one !== called)
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <strong>{called ?? t('privacy.nameless', { end: person.id.slice(-6) })}</strong>
      {more.map(one => (
        <div key={one} className="small muted">
          {one}
        </div>
      ))}
      {short ? <div className="small muted">{t('privacy.of_him', { ...person, inbox: person.inbox.name })}</div> : null}
    </div>
  )
}

function Actions({ person, short }: { person: Person; short: boolean }): ReactNode {
  const { t, language } = useConsoleWords()
  const { api } = useSession()
  const erase = useErase()
  return (
    <div className="row" style={{ justifyContent: 'flex-end', gap: 4 }}>
      <Button
        type="text"
        size="small"
        icon={<DownloadOutlined />}
        href={exportAddress(api, person.id, language === 'en' ? 'en' : 'zh')}
        download
        aria-label={t('privacy.export')}
      >
        {short ? null : t('privacy.export')}
      </Button>
      <Button
        type="text"
        size="small"
        danger
        icon={<DeleteOutlined />}
        onClick={() => void erase(person)}
        aria-label={t('privacy.erase')}
      >
        {short ? null : t('privacy.erase')}
      </Button>
    </div>
  )
}

/** Asks with what is there now, then erases. */
function useErase(): (person: Person) => Promise<void> {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const { modal } = App.useApp()
  const { done, failed } = useNotes()
  const client = useQueryClient()

  async function eraseNow(person: Person): Promise<void> {
    try {
      await erasePerson(api, person.id)
      done(t('privacy.erased'))
    } catch (error) {
      failed(error)
    }
    await client.invalidateQueries({ queryKey: ['privacy', 'people'] })
  }

  return async ({ id }) => {
    const person = await readPerson(api, id).catch((error: unknown) => {
      failed(error)
      return client.invalidateQueries({ queryKey: ['privacy', 'people'] }).then(() => undefined)
    })
    if (person === undefined) return
    const called = calledBy(person) ?? t('privacy.nameless', { end: id.slice(-6) })
    modal.confirm({
      title: t('privacy.erase_title', { name: called }),
      content: <Loss person={person} />,
      okText: t('privacy.erase_ok'),
      okButtonProps: { danger: true },
      onOk: () => eraseNow(person),
    })
  }
}

/** What will be lost, by name and number. */
function Loss({ person }: { person: Person }): ReactNode {
  const { t } = useConsoleWords()
  const contact = [person.name, person.email, person.phone].filter(one => one !== undefined).join(' · ')
  return (
    <div>
      <ul style={{ paddingInlineStart: 18, margin: '8px 0' }}>
        {contact === '' ? null : <li style={{ overflowWrap: 'anywhere' }}>{t('privacy.lose_contact', { contact })}</li>}
        <li>{t('privacy.lose_conversations', { conversations: person.conversations, messages: person.messages })}</li>
        <li>{t('privacy.lose_rest')}</li>
      </ul>
      {person.open > 0 ? <p>{t('privacy.still_open', { count: person.open })}</p> : null}
      <p className="muted">{t('privacy.lose_hint')}</p>
    </div>
  )
}
