/** The chat as a page of its own: /chat/:inboxId, also in a frame. `?locale=zh|en&theme=light|dark`. */
import { mountPanel } from '../widget/panel.ts'
import type { Settings } from '../widget/settings.ts'

const [prefix = '', rest = ''] = location.pathname.split('/chat/')
const inboxId = decodeURIComponent(rest.split('/')[0] ?? '')
const asked = new URLSearchParams(location.search)

document.documentElement.lang = asked.get('locale') ?? navigator.language

mountPanel({
  root: document.querySelector('yingda-chat')!.attachShadow({ mode: 'open' }),
  settings: {
    inboxId,
    locale: (asked.get('locale') ?? 'auto') as NonNullable<Settings['locale']>,
    theme: (asked.get('theme') ?? 'auto') as NonNullable<Settings['theme']>,
  },
  baseUrl: `${location.origin}${prefix}`,
  mode: 'page',
  talk: import('../widget/talk.ts'),
  emit: () => {},
  onClose: () => {},
  onUnread: count => {
    const name = document.title.replace(/^\(\d+\) /, '')
    document.title = count ? `(${count}) ${name}` : name
  },
  onLook: ({ name }) => {
    document.title = name
  },
})
