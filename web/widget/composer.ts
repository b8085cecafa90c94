import { h, ICONS, icon, setText } from './dom.ts'
import { fill, type Texts } from './texts.ts'

export interface Composer {
  node: HTMLElement
  focus(options?: FocusOptions): void
  /** Words and limits as they are now. `person`: what the button at the bottom offers. */
  update(view: { texts: Texts; maxText: number; person: { label: string; enabled: boolean } | undefined }): void
}

export interface ComposerActions {
  send(text: string): void
  typing(on: boolean): void
  person(): void
  /** Kept across a reload. */
  keep(draft: string): void
}

/** The counter shows from here on. */
const NEAR_LIMIT = 400
const MAX_HEIGHT = 122

export function createComposer(draft: string, actions: ComposerActions): Composer {
  let view: Parameters<Composer['update']>[0] | undefined
  const input = h('textarea', { rows: '1', enterkeyhint: 'send', autocomplete: 'off' })
  const send = h('button', { class: 'send', type: 'submit' }, icon(ICONS.send))
  const personWords = h('span')
  const person = h(
    'button',
    { class: 'small', type: 'button', click: actions.person },
    icon(ICONS.person, 16),
    personWords,
  )
  const count = h('span', { class: 'count', role: 'status' })
  const submit = (event: Event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (!text || send.disabled) return
    set('')
    actions.send(text)
    input.focus()
  }
  const under = h('div', { class: 'under' }, person, count)
  const node = h('form', { class: 'foot', submit }, h('div', { class: 'field' }, input, send), under)

  const set = (text: string) => {
    input.value = text
    changed()
  }

  const changed = () => {
    actions.keep(input.value)
    actions.typing(input.value !== '')
    grow()
    judge()
  }

  const grow = () => {
    input.style.height = ''
    if (input.value) input.style.height = `${Math.min(input.scrollHeight, MAX_HEIGHT)}px`
  }

  /** Said before sending, never after. */
  const judge = () => {
    if (!view) return
    const length = input.value.trim().length
    const left = view.maxText - length
    send.disabled = length === 0 || left < 0
    count.classList.toggle('over', left < 0)
    input.setAttribute('aria-invalid', String(left < 0))
    under.hidden = person.hidden && left > NEAR_LIMIT
    setText(
      count,
      left > NEAR_LIMIT ? '' : fill(left < 0 ? view.texts.tooLong : view.texts.counter, { n: Math.abs(left) }),
    )
  }

  input.addEventListener('input', changed)
  input.addEventListener('blur', () => actions.typing(false))
  input.addEventListener('keydown', event => {
    // 229: Safari ends a composition before the Enter that ended it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    submit(event)
  })
  input.value = draft

  return {
    node,
    focus: options => input.focus(options),
    update(next) {
      view = next
      input.placeholder = next.texts.placeholder
      input.setAttribute('aria-label', next.texts.placeholder)
      send.setAttribute('aria-label', next.texts.send)
      send.title = next.texts.send
      person.hidden = !next.person
      person.disabled = !next.person?.enabled
      setText(personWords, next.person?.label ?? '')
      judge()
      if (input.value && !input.style.height) grow()
    },
  }
}
