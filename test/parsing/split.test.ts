import { describe, expect, it } from 'vitest'
import { bodyParts, plainText } from '../../src/parsing/plain-words.ts'
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

describe('text for the embedder', () => {
  it('has no Markdown marks', () => {
    expect(plainText('- **Bold** [link](https://x.example) and ![alt](a.png)')).toBe('Bold link and alt')
  })

  it('comes in parts of about 300 characters', () => {
    const parts = bodyParts([words(30), words(30), words(5)].join('\n\n'))
    expect(parts).toHaveLength(2)
    expect(bodyParts('')).toEqual([])
  })
})
