/** The passage that an answer came from, for the visitor: /source/:inboxId/:passageId. */
import { h } from '../widget/dom.ts'
import { link, renderMarkdown } from '../widget/markdown.ts'
import { chooseLocale } from '../widget/settings.ts'

interface Passage {
  title: string
  heading?: string
  text: string
  language: string
  page?: number
  url?: string
}

const WORDS = {
  zh: {
    page: (n: number) => `第 ${n} 页`,
    gone: '这段内容已不在知识库中。',
    failed: '暂时无法打开，请稍后再试。',
    original: '查看原文',
  },
  en: {
    page: (n: number) => `Page ${n}`,
    gone: 'This passage is not in our knowledge any more.',
    failed: 'This cannot be opened right now. Please try again later.',
    original: 'Open the original',
  },
}

// The page's own language is nobody's choice; the passage's is set with it.
document.documentElement.lang = navigator.language

const [prefix = '', rest = ''] = location.pathname.split('/source/')
const [inboxId = '', passageId = ''] = rest.split('/')
const words = WORDS[chooseLocale('auto')]
const main = document.querySelector('main')!

try {
  const response = await fetch(`${prefix}/public/api/v1/inboxes/${inboxId}/passages/${passageId}`)
  if (response.ok) show((await response.json()) as Passage)
  else main.append(h('p', {}, response.status === 404 ? words.gone : words.failed))
} catch {
  main.append(h('p', {}, words.failed))
}

function show({ title, heading, text, language, page, url }: Passage): void {
  document.documentElement.lang = language
  document.title = heading ?? title
  const from = [heading === undefined ? undefined : title, page === undefined ? undefined : words.page(page)]
  const known = from.filter(part => part !== undefined)
  main.append(
    ...(known.length === 0 ? [] : [h('p', { class: 'from' }, known.join(' · '))]),
    h('h1', {}, heading ?? title),
    h('article', {}, renderMarkdown(text)),
    ...(url === undefined ? [] : [h('p', {}, link(url, words.original))]),
  )
}
