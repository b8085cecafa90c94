import { describe, expect, test } from 'vitest'
import { linkTarget, parseInline, parseMarkdown, plainLine, safeHref } from '../../web/shared/markdown.ts'

describe('the small Markdown of answers', () => {
  test('knows paragraphs with lines, lists and headings', () => {
    expect(parseMarkdown('## Title\none\ntwo\n\n- a\n- b\n\n1. x\n2. y').map(block => block.kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
    ])
  })

  test('goes on with a numbered list over blank lines', () => {
    const [list] = parseMarkdown('1. a\n\n2. b\n\n3. c')
    expect(list).toMatchObject({
      kind: 'list',
      ordered: true,
      items: [[{ text: 'a' }], [{ text: 'b' }], [{ text: 'c' }]],
    })
  })

  test('knows bold, code and links, bare ones too, but not the mark that ends the sentence', () => {
    expect(parseInline('a **b** `c` [d](https://e.example/f)')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'bold', children: [{ kind: 'text', text: 'b' }] },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'd', href: 'https://e.example/f' },
    ])
    expect(parseInline('见https://e.example/x。谢谢')[1]).toEqual({
      kind: 'link',
      text: 'https://e.example/x',
      href: 'https://e.example/x',
    })
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', 'JAVASCRIPT:alert(1)'])(
    'makes no link of %s',
    href => {
      expect(safeHref(href)).toBeUndefined()
      expect(parseInline(`[click](${href})`).every(piece => piece.kind === 'text')).toBe(true)
    },
  )

  test('leaves HTML the text that it is', () => {
    expect(parseMarkdown('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', lines: [[{ kind: 'text', text: '<img src=x onerror=alert(1)>' }]] },
    ])
  })

  test('knows tables and code, and leaves out comments', () => {
    const [table, after] = parseMarkdown('| a | b |\n| --- | --- |\n| **x** | 1 \\| 2 |\nnext')
    expect(table).toEqual({
      kind: 'table',
      header: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]],
      rows: [[[{ kind: 'bold', children: [{ kind: 'text', text: 'x' }] }], [{ kind: 'text', text: '1 | 2' }]]],
    })
    expect(after!.kind).toBe('paragraph')
    expect(parseMarkdown('```\n# no heading\n```\n<!-- page 3 -->text')).toEqual([
      { kind: 'code', lines: ['# no heading'] },
      { kind: 'paragraph', lines: [[{ kind: 'text', text: 'text' }]] },
    ])
    // A line with bars but without the rule below is text.
    expect(parseMarkdown('| a |\n| b |')[0]!.kind).toBe('paragraph')
  })

  test('shows where a link leads', () => {
    expect(linkTarget('https://shop.example/orders/')).toBe('shop.example/orders')
    expect(linkTarget(`https://${'a'.repeat(80)}.example`)).toHaveLength(41)
  })

  test('is one plain line in a list', () => {
    expect(plainLine('| # | What |\n| --- | --- |\n| 1 | a |\nb | c')).toBe('# What 1 a b | c')
    expect(plainLine('**Yes**,\nsee [orders](https://x.example).')).toBe('Yes, see orders.')
  })
})
