/** A person's data as a page that anybody can open and print: no script, nothing from elsewhere. */
import type { Language } from '../message.ts'
import type { ExportedConversation, ExportedMessage, PersonExport } from './person.ts'

interface Labels {
  title: string
  about: string
  contact: string
  name: string
  email: string
  phone: string
  since: string
  inbox: string
  conversation: string
  page: string
  from: Record<ExportedMessage['from'], string>
  chosen: string
  helpful: string
  unhelpful: string
  sources: string
  rest: string
  none: string
}

const LABELS: Record<Language, Labels> = {
  zh: {
    title: '个人数据导出',
    about: '这里是系统中保存的、与这位访客有关的全部数据。标有“机器人”的文字是自动回复，不是真人写的。',
    contact: '联系人',
    name: '姓名',
    email: '邮箱',
    phone: '电话',
    since: '首次出现',
    inbox: '渠道',
    conversation: '会话',
    page: '发起页面',
    from: { visitor: '访客', bot: '机器人（自动回复）', agent: '坐席', system: '系统' },
    chosen: '点选',
    helpful: '访客觉得有帮助',
    unhelpful: '访客觉得没帮助',
    sources: '出处',
    rest: '其他记录（按存储原样）',
    none: '没有会话。',
  },
  en: {
    title: 'Personal data export',
    about:
      'This is all that the system keeps about this visitor. Text marked “Bot” was given automatically; nobody wrote it in that moment.',
    contact: 'Contact',
    name: 'Name',
    email: 'E-mail',
    phone: 'Phone',
    since: 'First seen',
    inbox: 'Inbox',
    conversation: 'Conversation',
    page: 'Started on',
    from: { visitor: 'Visitor', bot: 'Bot (automatic)', agent: 'Agent', system: 'System' },
    chosen: 'chosen',
    helpful: 'the visitor found it helpful',
    unhelpful: 'the visitor did not find it helpful',
    sources: 'Source',
    rest: 'Other records, as they are stored',
    none: 'No conversations.',
  },
}

const STYLE = `
  body { font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2421 }
  h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-top: 1px solid #d7dedb; padding-top: 1rem }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem } dt { color: #5b6863 } dd { margin: 0; overflow-wrap: anywhere }
  article { margin: .6rem 0; padding: .5rem .8rem; border-left: 4px solid #c9d3cf } article.visitor { border-color: #1f7a5c }
  article.bot { border-style: dashed; border-width: 0 0 0 4px } article p { margin: .2rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
  .meta { color: #5b6863; font-size: .85rem } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f6f5; padding: .8rem; font-size: .8rem }
`

/** Tables that are written out above. */
const SHOWN = ['contact', 'conversation', 'answer_feedback']

export function personPage(person: PersonExport, language: Language): string {
  const t = LABELS[language]
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  return `<!doctype html>
<html lang="${lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${t.title}</title>
<style>${STYLE}</style>
<h1>${t.title}</h1>
<p>${t.about}</p>
<h2>${t.contact}</h2>
${facts([
  [t.name, person.contact.name],
  [t.email, person.contact.email],
  [t.phone, person.contact.phone],
  [t.inbox, person.contact.inbox.name],
  [t.since, time(person.contact.createdAt, lang)],
  ['ID', person.contact.id],
])}
${person.conversations.length === 0 ? `<p>${t.none}</p>` : person.conversations.map(one => conversation(one, t, lang)).join('\n')}
<h2>${t.rest}</h2>
<pre>${escaped(JSON.stringify(otherRows(person), undefined, 2))}</pre>
</html>
`
}

function conversation(one: ExportedConversation, t: Labels, lang: string): string {
  const page =
    one.page === undefined ? '' : facts([[t.page, [one.page.title, one.page.url].filter(part => part).join(' · ')]])
  return `<h2>${t.conversation} · ${time(one.startedAt, lang)}</h2>
${page}
${one.messages.map(message => spoken(message, t, lang)).join('\n')}`
}

function spoken(message: ExportedMessage, t: Labels, lang: string): string {
  const { from, name, text, choice, helpful, sources, at } = message
  const notes = [
    choice === undefined ? undefined : `${t.chosen}: ${choice}`,
    helpful === undefined ? undefined : helpful ? t.helpful : t.unhelpful,
    sources === undefined ? undefined : `${t.sources}: ${sources.join(', ')}`,
  ].filter(note => note !== undefined)
  return `<article class="${from}"><div class="meta">${escaped([t.from[from], name].filter(part => part).join(' '))} · ${time(at, lang)}</div>
<p>${escaped(text)}</p>${notes.map(note => `<div class="meta">${escaped(note)}</div>`).join('')}</article>`
}

/** What is no message: notes, changes of the contact, handoffs with their packets, ratings. */
function otherRows({ rows }: PersonExport): Record<string, unknown[]> {
  const others = Object.entries(rows)
    .filter(([table]) => !SHOWN.includes(table))
    .map(([table, list]) => [table, table === 'event' ? list.filter(row => row.kind !== 'message') : list] as const)
  return Object.fromEntries(others.filter(([, list]) => list.length > 0))
}

function facts(pairs: [string, string | undefined][]): string {
  const known = pairs.filter(([, value]) => value !== undefined && value !== '')
  return `<dl>${known.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value ?? '')}</dd>`).join('')}</dl>`
}

const time = (at: string, lang: string): string =>
  `${escaped(new Date(at).toLocaleString(lang, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }))} UTC`

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, character => ESCAPES[character]!)
