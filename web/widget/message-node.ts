import type { Choice } from '../../src/message.ts'
import { type Child, h, ICONS, icon } from './dom.ts'

/** A bubble with its label: who speaks is always in words, for a screen reader before each message. */
export function messageNode(
  by: { mine: boolean; first: boolean; name: string; isBot: boolean; badge: string },
  content: Child[],
): HTMLElement {
  const face = by.isBot
    ? h('span', { class: 'face' }, icon(ICONS.bot, 14))
    : h('span', { class: 'face human', 'aria-hidden': 'true' }, [...by.name][0] ?? '')
  const label = by.isBot ? `${by.name} · ${by.badge}` : by.name
  return h(
    'div',
    { class: `msg${by.mine ? ' mine' : ''}${by.first ? ' first' : ''}` },
    !by.mine && by.first ? h('div', { class: 'label' }, face, label) : h('span', { class: 'hidden' }, `${label}: `),
    h('div', { class: 'bubble' }, ...content),
  )
}

const LONG_LABEL = 18

export function choicesNode(choices: readonly Choice[], choose: (choice: Choice) => void): HTMLElement {
  const long = choices.some(choice => choice.label.length > LONG_LABEL)
  return h(
    'div',
    { class: long ? 'choices stack' : 'choices' },
    ...choices.map(choice => h('button', { class: 'chip', type: 'button', click: () => choose(choice) }, choice.label)),
  )
}
