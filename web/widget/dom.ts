/** The smallest way to make elements. Text goes in as text nodes: nothing here or elsewhere parses HTML. */
export type Child = Node | string | false | undefined

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | ((event: never) => void)> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value as (event: Event) => void)
    else if (value !== false) element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.filter((child): child is Node | string => child !== false && child !== undefined))
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

/** A 24-pixel line icon. */
export function icon(path: string, size = 20): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  const attributes = {
    viewBox: '0 0 24 24',
    width: size,
    height: size,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 1.8,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': true,
  }
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, String(value))
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

/** Set text only when it differs: a live region announces what is set, not what changed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

export const ICONS = {
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  send: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  bot: 'M12 3v3M6.5 6.5h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 16V9a2.5 2.5 0 0 1 2.5-2.5zM9 11.5v1.5M15 11.5v1.5',
  sound: 'M5 9.5v5h3.2L13 18.5v-13L8.2 9.5zM16.5 9a4.2 4.2 0 0 1 0 6M18.8 6.5a8 8 0 0 1 0 11',
  muted: 'M5 9.5v5h3.2L13 18.5v-13L8.2 9.5zM17 9.8l4.4 4.4M21.4 9.8L17 14.2',
  link: 'M8 16L16.5 7.5M9.5 7h7.5v7.5',
  alert: 'M12 8v5M12 16.4v.1M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z',
}
