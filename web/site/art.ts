/** The goods, drawn: paths on a 200 x 160 field. No image is fetched. */
const SVG = 'http://www.w3.org/2000/svg'

type Shape = readonly [path: string, fill: string]

const SHADOW: Shape = ['M40 140a60 7 0 1 0 120 0a60 7 0 1 0 -120 0z', 'var(--shade-soft)']

const ART: Record<string, readonly Shape[]> = {
  tin: [
    SHADOW,
    ['M66 38h68v94a8 8 0 0 1-8 8H74a8 8 0 0 1-8-8z', 'var(--leaf)'],
    ['M112 38h22v94a8 8 0 0 1-8 8h-14z', 'var(--leaf-deep)'],
    ['M62 26a6 6 0 0 1 6-6h64a6 6 0 0 1 6 6v16H62z', 'var(--leaf-deep)'],
    ['M80 62h40v48H80z', 'var(--paper)'],
    ['M100 102V82M100 88c0-9-7-14-14-14 0 9 6 14 14 14zM100 92c0-7 5-12 14-12 0 8-6 12-14 12z', 'var(--leaf)'],
  ],
  gaiwan: [
    SHADOW,
    ['M44 128c0 8 25 14 56 14s56-6 56-14c0-5-25-7-56-7s-56 2-56 7z', 'var(--china-2)'],
    ['M54 74c1 27 18 52 46 52s45-25 46-52z', 'var(--china)'],
    ['M110 125c22-5 35-27 36-51h-16c0 22-7 43-20 51z', 'var(--china-2)'],
    ['M58 72c0-14 18-24 42-24s42 10 42 24z', 'var(--china)'],
    ['M112 49c18 3 30 12 30 23h-14c0-10-6-18-16-23z', 'var(--china-2)'],
    ['M52 72h96v4H52zM90 48a10 6 0 0 1 20 0z', 'var(--china-2)'],
    ['M88 36h24l-3 10H91z', 'var(--china)'],
    ['M70 92c10 10 26 6 30-8-14-2-26 0-30 8z', 'var(--leaf-2)'],
  ],
  cake: [
    SHADOW,
    ['M100 26a56 56 0 1 1 0 112a56 56 0 1 1 0-112z', 'var(--paper)'],
    ['M100 26a56 56 0 0 1 0 112a56 56 0 0 0 38-54a56 56 0 0 0-38-58z', 'var(--paper-2)'],
    ['M94 52a30 30 0 1 1 0 60a30 30 0 1 1 0-60z', 'var(--clay)'],
    ['M94 56a26 26 0 1 1 0 52a26 26 0 1 1 0-52z', 'var(--paper)'],
    ['M94 99V84M94 87c0-11-7-17-17-17 0 11 7 17 17 17zM95 94c0-9 6-14 15-14 0 9-6 14-15 14z', 'var(--clay)'],
  ],
  pot: [
    SHADOW,
    ['M148 70c22-6 34 8 30 26s-22 26-36 22l4-9c12 2 21-4 23-14s-6-17-18-14z', 'var(--clay-deep)'],
    ['M62 92C44 90 40 76 26 66l8-8c18 8 22 18 38 20z', 'var(--clay-deep)'],
    ['M58 92c0-20 18-34 46-34s48 14 48 34-16 48-48 48-46-28-46-48z', 'var(--clay)'],
    ['M118 138c22-6 34-28 34-46 0-17-14-29-34-33 12 10 18 22 18 38s-6 32-18 41z', 'var(--clay-deep)'],
    ['M74 60c4-10 16-14 30-14s26 4 30 14c-16 6-44 6-60 0z', 'var(--clay-deep)'],
    ['M104 30a9 8 0 1 1 0 16a9 8 0 1 1 0-16z', 'var(--clay)'],
  ],
  kettle: [
    SHADOW,
    ['M66 118C40 108 46 78 30 48l9-4c16 28 12 50 30 60z', 'var(--steel-2)'],
    ['M138 56c34-6 40 20 28 48l-9-3c8-22 6-38-16-35z', 'var(--ink)'],
    ['M70 62h68l10 66a10 10 0 0 1-10 12H70a10 10 0 0 1-10-12z', 'var(--steel)'],
    ['M120 62h18l10 66a10 10 0 0 1-10 12h-14z', 'var(--steel-2)'],
    ['M72 60c2-10 14-16 32-16s30 6 32 16z', 'var(--steel-2)'],
    ['M98 32h12v12H98z', 'var(--ink)'],
    ['M54 136h100v6H54z', 'var(--ink)'],
  ],
  flask: [
    SHADOW,
    ['M80 48h40a6 6 0 0 1 6 6v76a10 10 0 0 1-10 10H84a10 10 0 0 1-10-10V54a6 6 0 0 1 6-6z', 'var(--leaf-2)'],
    ['M110 48h10a6 6 0 0 1 6 6v76a10 10 0 0 1-10 10h-6z', 'var(--leaf)'],
    ['M80 22a6 6 0 0 1 6-6h28a6 6 0 0 1 6 6v20H80z', 'var(--ink)'],
    ['M78 42h44v8H78z', 'var(--steel)'],
    ['M100 108V92M100 97c0-7-5-11-11-11 0 7 5 11 11 11zM100 100c0-6 4-9 11-9 0 6-5 9-11 9z', 'var(--paper)'],
  ],
}

export function draw(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 200 160')
  svg.setAttribute('aria-hidden', 'true')
  for (const [path, fill] of ART[name] ?? []) {
    const shape = document.createElementNS(SVG, 'path')
    shape.setAttribute('d', path)
    shape.style.fill = fill
    svg.append(shape)
  }
  return svg
}
