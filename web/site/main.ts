/** The demo shop: its words in the visitor's language, and the widget by the snippet of docs/embed.md. */
import { draw } from './art.ts'
import { GOODS, SITE_TEXTS, type SiteTexts } from './texts.ts'

type Lang = keyof typeof SITE_TEXTS
type Queue = { (...call: unknown[]): unknown; q?: unknown[] }
const page = window as unknown as { Yingda?: Queue; YingdaSettings?: unknown }

const KEPT = 'qinghe:lang'

function firstLang(): Lang {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh' || kept === 'en') return kept
  return /^zh/i.test(navigator.language) ? 'zh' : 'en'
}

function speak(lang: Lang): void {
  const texts = SITE_TEXTS[lang]
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  document.title = lang === 'zh' ? '青禾 · 茶与生活' : 'Qinghe · tea & home'
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) {
    element.textContent = texts[element.dataset.t as keyof SiteTexts]
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-lang]')) {
    button.setAttribute('aria-pressed', String(button.dataset.lang === lang))
  }
  document.querySelector('.goods')!.replaceChildren(...GOODS.map(good => card(good, lang)))
  document.body.classList.remove('unset')
}

function card(good: (typeof GOODS)[number], lang: Lang): HTMLElement {
  const [name, line] = good[lang]
  const item = document.createElement('li')
  const picture = document.createElement('div')
  picture.className = `art ${good.art}`
  picture.append(draw(good.art))
  const title = document.createElement('h3')
  title.textContent = name
  const words = document.createElement('p')
  words.textContent = line
  const price = document.createElement('b')
  price.textContent = `¥${good.price}`
  item.append(picture, title, words, price)
  return item
}

/** The snippet of docs/embed.md; the inbox's id comes from the server, because this page has no inline script. */
async function embed(): Promise<void> {
  const response = await fetch('/site.json')
  if (!response.ok) return
  const { inboxId } = (await response.json()) as { inboxId: string }
  page.YingdaSettings = { inboxId, locale: 'auto' }
  const script = document.createElement('script')
  script.async = true
  script.src = '/widget.js'
  document.head.append(script)
}

const yingda: Queue = (...call) => page.Yingda?.(...call)
// Calls made before widget.js has come wait here.
const early: Queue = (...call) => early.q?.push(call)
early.q = []
page.Yingda ??= early

speak(firstLang())
for (const button of document.querySelectorAll<HTMLElement>('[data-lang]')) {
  button.addEventListener('click', () => {
    const lang = button.dataset.lang as Lang
    localStorage.setItem(KEPT, lang)
    speak(lang)
    yingda('setLocale', lang)
  })
}
for (const button of document.querySelectorAll('[data-chat]')) button.addEventListener('click', () => yingda('open'))
void embed().catch(() => {})
