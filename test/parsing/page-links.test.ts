import { expect, test } from 'vitest'
import { pageLinks } from '../../src/parsing/page-links.ts'

const URL_OF_PAGE = 'https://example.com/help/page'
const linksOf = (html: string) => pageLinks(Buffer.from(html), URL_OF_PAGE)

test('links are absolute, each once, in the order of the page', () => {
  const html = `<a href="a">1</a><map><area href="/b"></map><a href=" ?q=1 ">3</a><a href="a">4</a><a>5</a>`
  expect(linksOf(html)).toEqual({
    links: ['https://example.com/help/a', 'https://example.com/b', 'https://example.com/help/page?q=1'],
    index: true,
    follow: true,
  })
})

test('a base is the base of them all', () => {
  const { links, canonical } = linksOf('<base href="/docs/"><link rel="canonical" href="own"><a href="a">x</a>')
  expect(links).toEqual(['https://example.com/docs/a'])
  expect(canonical).toBe('https://example.com/docs/own')
})

test('what leads to no page, and nofollow in any company, is left out', () => {
  const html =
    '<a href="mailto:a@b.c">x</a><a href="javascript:alert(1)">x</a><a href="http://[">x</a><a href="s" rel="UGC NoFollow">x</a>'
  expect(linksOf(html).links).toEqual([])
})

test.each([
  ['<meta name="robots" content="noindex">', false, true],
  ['<meta name="ROBOTS" content="index, NOFOLLOW">', true, false],
  ['<meta name="robots" content="none">', false, false],
  ['<meta name="yingda" content="noindex,nofollow">', false, false],
  ['<meta name="otherbot" content="noindex,nofollow">', true, true],
])('%s', (html, index, follow) => {
  expect(linksOf(html)).toMatchObject({ index, follow })
})

test('a page in GBK is read in its own charset, and what the header says comes first', () => {
  // <a href="帮助">, in GBK.
  const html = Buffer.concat([Buffer.from('<a href="'), Buffer.from([0xb0, 0xef, 0xd6, 0xfa]), Buffer.from('">x</a>')])
  const expected = [new URL('帮助', URL_OF_PAGE).href]
  expect(pageLinks(html, URL_OF_PAGE, 'text/html; charset=GBK').links).toEqual(expected)
  const own = Buffer.concat([Buffer.from('<meta charset="gb2312">'), html])
  expect(pageLinks(own, URL_OF_PAGE, 'text/html').links).toEqual(expected)
})

test('of ten thousand links half are taken, and tags nested as deep are read', () => {
  expect(linksOf(Array.from({ length: 10_000 }, (_, i) => `<a href="${i}">x</a>`).join('')).links).toHaveLength(5_000)
  expect(linksOf(`${'<div>'.repeat(10_000)}<a href="a">x</a>`).links).toHaveLength(1)
})
