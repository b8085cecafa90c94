import { describe, expect, it } from 'vitest'
import { plainText } from '../../src/parsing/plain-words.ts'
import { splitMarkdown } from '../../src/parsing/split.ts'
import { askedQuestions } from '../../src/retrieval/passage.ts'
import { toPassages } from '../../src/retrieval/to-passages.ts'

const words = (n: number) => Array.from({ length: n }, (_, i) => `word${i}`).join(' ')

describe('splitting an article', () => {
  it('cuts at headings and names the one above', () => {
    const sections = splitMarkdown(
      `# Title\n\nIntro ${words(50)}\n\n## Fees\n\n${words(60)}\n\n### Abroad\n\n${words(60)}`,
    )
    expect(sections.map(section => section.heading)).toEqual([undefined, 'Fees', 'Fees · Abroad'])
  })

  it('cuts a long section between paragraphs, at most 400 tokens each', () => {
    const sections = splitMarkdown(`## Long\n\n${[words(150), words(150), words(150)].join('\n\n')}`)
    expect(sections).toHaveLength(2)
    expect(sections.every(section => section.heading === 'Long')).toBe(true)
  })

  it('takes # in a code block for no heading, and drops headings without text', () => {
    const sections = splitMarkdown('## Empty\n\n## Code\n\n```\n# comment\n```\n')
    expect(sections).toEqual([{ heading: 'Code', text: '```\n# comment\n```', questions: [] }])
  })

  it('makes passages that know their article', () => {
    const source = {
      kind: 'article',
      key: 'guide',
      language: 'en',
      title: 'Guide',
      similar: [],
      body: `## Fees\n\n${words(60)}`,
    } as const
    expect(toPassages('d1', { ...source, similar: [] }, () => 'p1')).toMatchObject([
      { documentId: 'd1', passageId: 'p1', heading: 'Fees', questions: ['Fees', 'Guide Fees'] },
    ])
  })
})

describe('questions that an author wrote below a section', () => {
  const body = `Intro ${words(50)}\n\n## Fees\n\n${words(60)}\n\n<!-- questions\nWhat does it cost?\n\n  is it dear  \n-->\n\n## Code\n\n<!-- a remark -->`

  it('are what it may be asked as, and no reader sees them', () => {
    const sections = splitMarkdown(body)
    expect(sections.map(section => section.questions)).toEqual([[], ['What does it cost?', 'is it dear'], []])
    expect(sections[1]!.text).toBe(words(60))
    const source = { kind: 'article', key: 'guide', language: 'en', title: 'Guide', similar: [], body } as const
    const passages = toPassages('d1', { ...source, similar: [] }, () => 'p')
    expect(passages[1]!.questions).toEqual(['Fees', 'Guide Fees', 'What does it cost?', 'is it dear'])
    expect(askedQuestions(passages[1]!)).toEqual(['What does it cost?', 'is it dear'])
    const [intro] = toPassages('d2', { ...source, similar: ['how does it work'] }, () => 'p')
    expect(askedQuestions(intro!)).toEqual(['how does it work'])
  })

  it('do not make a passage of nothing, and stay with a section that is cut', () => {
    expect(splitMarkdown('## Empty\n\n<!-- questions\nwhy\n-->')).toEqual([])
    const long = splitMarkdown(`## L\n\n${words(300)}\n\n${words(300)}\n\n<!-- questions\nwhy\n-->`)
    expect(long.map(section => section.questions)).toEqual([['why'], ['why']])
  })
})

describe('questions that a text asks and answers', () => {
  const asked = (markdown: string) =>
    splitMarkdown(markdown).map(({ heading, questions, text }) => [heading, questions, text])

  it('are headings that ask, with or without a mark', () => {
    expect(asked('## 如何退款\n\n在订单页。\n\n## Shipping\n\nTen yuan.\n\n## Can I return it\n\nYes.')).toEqual([
      ['如何退款', ['如何退款'], '在订单页。'],
      ['Shipping', [], 'Ten yuan.'],
      ['Can I return it', ['Can I return it'], 'Yes.'],
    ])
  })

  it('are bold lines, Q and A, and items of a list with their answers below', () => {
    expect(asked('## FAQ\n\n**要多久?**\n\n三天。\n\n问：多少钱？\n答：十元。\n\nQ: Who pays?\n\nA: You do.')).toEqual([
      ['FAQ · 要多久?', ['要多久?'], '三天。'],
      ['FAQ · 多少钱？', ['多少钱？'], '十元。'],
      ['FAQ · Who pays?', ['Who pays?'], 'You do.'],
    ])
    expect(asked('## FAQ\n\n-   What is it?\n\n    A shop.\n\n-   Who are you?\n\n    We.\n\nThe end.')).toEqual([
      ['FAQ · What is it?', ['What is it?'], 'A shop.'],
      ['FAQ · Who are you?', ['Who are you?'], 'We.'],
      ['FAQ', [], 'The end.'],
    ])
    expect(asked('- Q: What is it?\n- A shop.\n- Q: Who?\n- We.\n- All of us.')).toEqual([
      ['What is it?', ['What is it?'], '- A shop.'],
      ['Who?', ['Who?'], '- We.\n- All of us.'],
    ])
  })

  it('are neither bold remarks nor conditions', () => {
    expect(asked('## When applicable\n\n**Do not press.**\n\nIt is hot.')).toEqual([
      ['When applicable', [], '**Do not press.**\n\nIt is hot.'],
    ])
  })
})

describe('what belongs together', () => {
  it('tables are whole, or cut between rows with the header repeated', () => {
    const table = (rows: number) =>
      ['| Name | Use |', '| --- | --- |', ...Array.from({ length: rows }, (_, i) => `| row${i} | ${words(20)} |`)].join(
        '\n',
      )
    expect(splitMarkdown(`## T\n\n${words(200)}\n\n${table(10)}`).map(({ text }) => text)).toEqual([
      words(200),
      table(10),
    ])
    const cut = splitMarkdown(`## T\n\n${table(50)}`)
    expect(cut.length).toBeGreaterThan(2)
    for (const { text } of cut) expect(text).toMatch(/^\| Name \| Use \|\n\| --- \| --- \|\n\| row/)
    expect(cut.flatMap(({ text }) => text.match(/row\d+/g))).toHaveLength(50)
  })

  it('a list stays with the line that introduces it', () => {
    const list = Array.from({ length: 10 }, (_, i) => `- item ${i} ${words(10)}`).join('\n')
    const [, second] = splitMarkdown(`## L\n\n${words(350)}\n\nYou need:\n\n${list}`)
    expect(second!.text).toBe(`You need:\n\n${list}`)
  })

  it('a long paragraph is cut between sentences, and nothing is lost', () => {
    const text = Array.from({ length: 60 }, (_, i) => `Sentence ${i} says ${words(12)}.`).join(' ')
    const cut = splitMarkdown(text)
    expect(cut.length).toBeGreaterThan(1)
    for (const section of cut) expect(section.text).toMatch(/^Sentence.*\.$/s)
    expect(cut.map(section => section.text).join(' ')).toBe(text)
    expect(
      splitMarkdown('长'.repeat(50_000))
        .map(section => section.text)
        .join(''),
    ).toHaveLength(50_000)
  })

  it('a fence that nobody closes hides nothing below it', () => {
    expect(splitMarkdown('```\n\ntext\n\n## Next\n\nmore').map(({ heading }) => heading)).toEqual([undefined, 'Next'])
  })
})

describe('pages and chapters', () => {
  it('a section says where its text begins, and the marks are not in it', () => {
    const body = `<!-- page 1 -->\n\n## A\n\n<!-- page 2 -->\n\n${words(300)}\n\n<!-- page 3 -->\n\n${words(300)}\n\n## B\n\n${words(50)}`
    const sections = splitMarkdown(body)
    expect(sections.map(({ heading, page }) => [heading, page])).toEqual([
      ['A', 2],
      ['A', 3],
      ['B', 3],
    ])
    expect(sections.every(({ text }) => !text.includes('<!--'))).toBe(true)
    expect(splitMarkdown(words(50))[0]).not.toHaveProperty('page')
  })

  it('several headings of the first level are chapters', () => {
    const sections = splitMarkdown(`# One\n\n## Fees\n\n${words(50)}\n\n# Two\n\n${words(50)}`)
    expect(sections.map(({ heading }) => heading)).toEqual(['One · Fees', 'Two'])
  })
})

describe('text for the embedder', () => {
  it('has no Markdown marks', () => {
    expect(plainText('- **Bold** [link](https://x.example) and ![alt](a.png)')).toBe('Bold link and alt')
  })

  it('has the cells of a table, not its lines', () => {
    expect(plainText('| Name | Fee |\n| --- | --- |\n| A \\| B | 10 |')).toBe('Name Fee\nA | B 10')
  })
})
