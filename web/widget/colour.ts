/** Colours from the one that an inbox has, each readable where it is used (WCAG AA, 4.5:1). */
export interface Accents {
  accent: string
  /** On top of accent. */
  on: string
  /** As text on the light and on the dark surface. */
  light: string
  dark: string
}

type Rgb = [number, number, number]

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [16, 18, 17]
const READABLE = 4.5
/** The tinted surfaces of styles.ts, the least favourable ones. */
const LIGHT_SURFACE: Rgb = [240, 243, 241]
const DARK_SURFACE: Rgb = [40, 45, 42]

export function accentsOf(colour: string): Accents {
  const base = parse(colour)
  // White letters, unless the colour is a light one: then dark letters.
  const darkEnough = contrast(base, WHITE) >= 3 ? toward(base, BLACK, WHITE) : base
  const on = contrast(darkEnough, WHITE) >= READABLE ? WHITE : BLACK
  return {
    accent: format(darkEnough),
    on: format(on),
    light: format(toward(base, BLACK, LIGHT_SURFACE)),
    dark: format(toward(base, WHITE, DARK_SURFACE)),
  }
}

/** Move a colour toward another until it can be read on the surface. */
function toward(colour: Rgb, goal: Rgb, surface: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, i) => Math.round(part + (goal[i]! - part) * share)) as Rgb
    if (contrast(mixed, surface) >= READABLE) return mixed
  }
  return goal
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function parse(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function format(rgb: Rgb): string {
  return `#${rgb.map(part => part.toString(16).padStart(2, '0')).join('')}`
}
