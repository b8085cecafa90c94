import { h } from './dom.ts'

/**
 * The safe subset of Markdown that the bot writes: bold, lists, links, line breaks. Builds nodes; whatever else is
 * in the text stays text. Every pattern is linear in the length of the text.
 */
export function renderMarkdown(text: string): DocumentFragment {
  const out = document.createDocumentFragment()
  let list: HTMLElement | undefined
  let paragraph: HTMLElement | undefined
  for (const line of text.split('\n')) {
    const item = LIST_LINE.exec(line)
    if (item) {
      const tag = item[1] ? 'ol' : 'ul'
      if (list?.tagName.toLowerCase() !== tag) {
        list = h(tag, item[1] && item[1] !== '1' ? { start: item[1] } : {})
        out.append(list)
      }
      list.append(h('li', {}, renderInline(item[2]!)))
      paragraph = undefined
      continue
    }
    if (!line.trim()) {
      paragraph = undefined
      // A blank line between items does not end a numbered list.
      if (list?.tagName === 'UL') list = undefined
      continue
    }
    list = undefined
    const heading = HEADING.exec(line)
    if (paragraph) paragraph.append(h('br'))
    else {
      paragraph = h('p')
      out.append(paragraph)
    }
    paragraph.append(heading ? h('strong', {}, renderInline(heading[1]!)) : renderInline(line))
  }
  return out
}

/** Plain text with its line breaks, and with web addresses as links. */
export function renderPlain(text: string): DocumentFragment {
  const out = document.createDocumentFragment()
  out.append(h('p', { class: 'pre' }, withAddresses(text)))
  return out
}

const LIST_LINE = /^ {0,6}(?:[-*•]|(\d{1,3})[.)、]) +(.+)$/
const HEADING = /^#{1,4} (.+)$/
const INLINE = /\*\*([^*]{1,2000})\*\*|\[([^\][]{1,500})\]\(([^\s()<>]{1,2000})\)/g
const ADDRESS = /https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]{1,2000}/g
const TRAILING = /[.,;:!?)\]'"]$/
const SAFE = /^(?:https?:\/\/|mailto:|tel:)/i

function renderInline(text: string): DocumentFragment {
  const out = document.createDocumentFragment()
  let from = 0
  for (const match of text.matchAll(INLINE)) {
    out.append(withAddresses(text.slice(from, match.index)))
    from = match.index + match[0].length
    if (match[1] !== undefined) out.append(h('strong', {}, renderInline(match[1])))
    else out.append(SAFE.test(match[3]!) ? link(match[3]!, match[2]!) : match[0])
  }
  out.append(withAddresses(text.slice(from)))
  return out
}

function withAddresses(text: string): DocumentFragment {
  const out = document.createDocumentFragment()
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    let address = match[0]
    while (TRAILING.test(address)) address = address.slice(0, -1)
    out.append(text.slice(from, match.index), link(address, address))
    from = match.index + address.length
  }
  out.append(text.slice(from))
  return out
}

/** Opens elsewhere; shows where it leads before it is pressed. Undefined for anything but http(s), mailto, tel. */
export function link(href: string, label: string): HTMLElement | string {
  if (!SAFE.test(href)) return label
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer', title: href }, label)
}
