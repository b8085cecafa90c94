import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../src/errors.ts'
import { parseFaqCsv } from '../../src/parsing/faq-csv.ts'
import { parseFaqJsonl } from '../../src/parsing/faq-jsonl.ts'
import { parseMarkdown } from '../../src/parsing/markdown.ts'

const line = (fields: object) => JSON.stringify({ id: 'fee', question: '运费多少?', answer: '10 元', ...fields })

function failure(run: () => unknown): InvalidInput {
  try {
    run()
  } catch (error) {
    if (error instanceof InvalidInput) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('FAQ in JSON lines', () => {
  it('reads entries, skipping blank lines', () => {
    const text = `${line({ similar: ['邮费'], tags: ['shipping'] })}\n\n${line({ id: 'b', url: 'https://x.example' })}\n`
    expect(parseFaqJsonl('faq.jsonl', text)).toEqual([
      {
        kind: 'faq',
        key: 'fee',
        language: 'zh',
        title: '运费多少?',
        similar: ['邮费'],
        body: '10 元',
        tags: ['shipping'],
      },
      {
        kind: 'faq',
        key: 'b',
        language: 'zh',
        title: '运费多少?',
        similar: [],
        body: '10 元',
        tags: [],
        url: 'https://x.example',
      },
    ])
  })

  it('takes the language from the field, the path, then the words', () => {
    const language = (name: string, fields = {}) => parseFaqJsonl(name, line(fields))[0]!.language
    expect(language('faq/en.jsonl', { language: 'zh' })).toBe('zh')
    expect(language('faq/en.jsonl')).toBe('en')
    expect(language('shop.jsonl')).toBe('zh')
    expect(language('shop.jsonl', { question: 'How much?' })).toBe('en')
  })

  const faults: [string, string, string, RegExp][] = [
    ['an empty file', '  \n', 'file_empty', /faq\.jsonl is empty/],
    ['broken JSON', `${line({})}\n{"id": `, 'json_broken', /line 2: broken JSON/],
    ['an array', '[1]', 'field_type', /line 1: a line must be a JSON object/],
    ['a missing answer', line({ answer: '' }), 'field_missing', /line 1: "answer" is missing/],
    ['a blank question', line({ question: ' ' }), 'field_missing', /"question" is blank/],
    ['a number for a text', line({ id: 7 }), 'field_type', /"id" must be a text/],
    ['a text for a list', line({ similar: 'x' }), 'field_type', /"similar" must be a list/],
    ['a number in a list', line({ similar: ['a', 3] }), 'field_type', /"similar\[1\]" must be a text/],
    ['a question too long', line({ question: 'x'.repeat(501) }), 'field_too_long', /501 characters; 500 are allowed/],
    ['an unknown language', line({ language: 'fr' }), 'field_value', /"language" must be zh or en/],
    ['a key twice', `${line({})}\n${line({})}`, 'key_twice', /line 2: the key "fee" is there twice/],
  ]
  it.each(faults)('refuses %s, naming file and line', (_, text, code, message) => {
    const error = failure(() => parseFaqJsonl('faq.jsonl', text))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.remedy).toBeTruthy()
  })
})

describe('FAQ in CSV', () => {
  it('reads columns by name in any order, several questions in a cell, and quoted line breaks', () => {
    const text = '\uFEFFanswer,question,similar,tags\n"10 yuan\nor free",How much?,postage|delivery fee,a|b\n,,,\n'
    expect(parseFaqCsv('faq.csv', text)).toEqual([
      {
        kind: 'faq',
        key: 'How much?',
        language: 'en',
        title: 'How much?',
        similar: ['postage', 'delivery fee'],
        body: '10 yuan\nor free',
        tags: ['a', 'b'],
      },
    ])
  })

  it('knows Chinese headers and other delimiters', () => {
    expect(parseFaqCsv('x.csv', '编号;问题;答案\nfee;运费?;10 元')[0]).toMatchObject({
      key: 'fee',
      title: '运费?',
      body: '10 元',
    })
  })

  it('names the missing column, and the line of a fault after a quoted line break', () => {
    expect(failure(() => parseFaqCsv('x.csv', 'id,question\n1,a')).message).toMatch(
      /line 1: the column "answer" is missing/,
    )
    const text = 'question,answer\n"a","b\nc"\nd,'
    expect(failure(() => parseFaqCsv('x.csv', text)).message).toMatch(/line 4: "answer" is missing/)
    expect(failure(() => parseFaqCsv('x.csv', 'question,answer\n"a,b')).code).toBe('csv_broken')
    expect(failure(() => parseFaqCsv('x.csv', '')).code).toBe('file_empty')
  })
})

describe('articles in Markdown', () => {
  it('reads front matter, and the key from the file name', () => {
    const text = '---\ntitle: Shipping guide\nurl: https://x.example/guide\ntags: [a]\n---\n\n## Fees\n\nTen yuan.\n'
    expect(parseMarkdown('knowledge/articles/en/shipping-guide.md', text)).toEqual([
      {
        kind: 'article',
        key: 'shipping-guide',
        language: 'en',
        title: 'Shipping guide',
        similar: [],
        body: '## Fees\n\nTen yuan.',
        tags: ['a'],
        url: 'https://x.example/guide',
      },
    ])
  })

  it('does without front matter: the first heading, or the file name, is the title', () => {
    expect(parseMarkdown('a.md', '# 配送\n\n正文')[0]).toMatchObject({ title: '配送', language: 'zh' })
    expect(parseMarkdown('a.md', 'Just words.')[0]).toMatchObject({ title: 'a', key: 'a' })
  })

  it('refuses what has no text or broken front matter', () => {
    expect(failure(() => parseMarkdown('a.md', '')).code).toBe('file_empty')
    expect(failure(() => parseMarkdown('a.md', '---\ntitle: a\n---\n')).code).toBe('field_missing')
    expect(failure(() => parseMarkdown('a.md', '# Title\n\n## Only headings')).code).toBe('field_missing')
    expect(failure(() => parseMarkdown('a.md', '---\ntitle: [\n---\ntext')).code).toBe('front_matter_broken')
    expect(failure(() => parseMarkdown('a.md', '---\ntitle: 3\n---\ntext')).code).toBe('field_type')
  })
})
