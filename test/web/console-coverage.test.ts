import { describe, expect, test } from 'vitest'
import { type Covered, changesOf, countOutcomes, readQuestions } from '../../web/console/coverage/coverage.ts'
import { type Ask, browserShelf, createCoverageRun, type Shelf } from '../../web/console/coverage/coverage-run.ts'
import { effectOf, questionsToTry } from '../../web/console/coverage/trial.ts'
import { markWords } from '../../web/console/try/try.ts'

const covered = (question: string, outcome: Covered['outcome'], title?: string): Covered => ({
  question,
  outcome,
  rule: 'r',
  ...(title === undefined ? {} : { title }),
})

describe('a list of questions', () => {
  test('is one a line, each once', () => {
    expect(readQuestions(' 多久发货 \n\n多久发货\r\nHow much, please?', false)).toEqual([
      '多久发货',
      'How much, please?',
    ])
  })

  test('is the first column of a table, without its name', () => {
    const table = '\uFEFF问题,备注\n"能开票吗，专票",财务\n"two\nlines, ""quoted""",x\nplain;y\n'
    expect(readQuestions(table, true)).toEqual(['能开票吗，专票', 'two\nlines, "quoted"', 'plain'])
  })
})

describe('what became of the questions', () => {
  const before = [covered('a', 'unanswered'), covered('b', 'answered', 'B'), covered('c', 'answered', 'C')]
  const now = [covered('a', 'answered', 'A'), covered('b', 'answered', 'A'), covered('c', 'answered', 'C')]

  test('is counted', () => {
    expect(countOutcomes(before)).toEqual({ answered: 2, asked_back: 0, person: 0, unanswered: 1 })
  })

  test('is compared with the run before: another outcome, or an answer from elsewhere', () => {
    const changes = changesOf(before, now)
    expect([...changes].map(([question, { better }]) => [question, better])).toEqual([
      ['a', true],
      ['b', false],
    ])
    expect(changesOf([], now).size).toBe(0)
  })
})

const noShelf: Shelf = { load: () => undefined, save: () => {} }
const settled = () => new Promise(resolve => setTimeout(resolve))
const answersAll: Ask = async questions => questions.map(question => covered(question, 'answered', 'A'))

describe('a run', () => {
  test('asks in portions and shows each as it comes; again keeps what was there to compare', async () => {
    const portions: number[] = []
    const run = createCoverageRun(async (questions, signal) => {
      portions.push(questions.length)
      return answersAll(questions, signal)
    }, noShelf)
    run.start(Array.from({ length: 60 }, (_, i) => `q${i}`))
    await settled()
    expect(portions).toEqual([25, 25, 10])
    expect(run.state()).toMatchObject({ running: false, before: [] })
    expect(run.state().results).toHaveLength(60)
    run.again()
    await settled()
    expect(run.state().before).toHaveLength(60)
  })

  test('that was stopped takes nothing more in', async () => {
    let answer = (_: Covered[]) => {}
    const run = createCoverageRun(() => new Promise(resolve => (answer = resolve)), noShelf)
    run.start(['a'])
    run.stop()
    answer([covered('a', 'answered')])
    await settled()
    expect(run.state()).toMatchObject({ running: false, results: [] })
  })

  test('that failed says so and keeps what had come', async () => {
    let asked = 0
    const run = createCoverageRun(async (questions, signal) => {
      if (asked++ > 0) throw new Error('no line')
      return answersAll(questions, signal)
    }, noShelf)
    run.start(Array.from({ length: 30 }, (_, i) => `q${i}`))
    await settled()
    expect(run.state().results).toHaveLength(25)
    expect(run.state().error).toBeInstanceOf(Error)
  })

  test('is there again after a reload, and a storage that is broken or full does no harm', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
    const run = createCoverageRun(answersAll, browserShelf('x', storage))
    run.start(['a'])
    await settled()
    expect(createCoverageRun(answersAll, browserShelf('x', storage)).state().results).toHaveLength(1)
    const full = {
      getItem: () => '{',
      setItem: () => {
        throw new Error('full')
      },
    }
    const other = createCoverageRun(answersAll, browserShelf('x', full))
    other.start(['a'])
    await settled()
    expect(other.state().results).toHaveLength(1)
  })
})

describe('the trial of an entry', () => {
  test('tells what it wins and what it changes beside', () => {
    const results = [
      { before: covered('a', 'unanswered'), after: covered('a', 'answered', 'new'), byEntry: true },
      { before: covered('b', 'answered', 'B'), after: covered('b', 'asked_back'), byEntry: false },
      { before: covered('c', 'answered', 'C'), after: covered('c', 'answered', 'C'), byEntry: false },
    ]
    const { won, changed } = effectOf(results)
    expect([won, changed].map(list => list.map(({ before }) => before.question))).toEqual([['a'], ['b']])
  })

  test('asks its own wordings first, a hundred at most', () => {
    const others = Array.from({ length: 200 }, (_, i) => `q${i}`)
    const questions = questionsToTry(['own', ' q3 '], others)
    expect(questions.slice(0, 3)).toEqual(['own', 'q3', 'q0'])
    expect(questions).toHaveLength(100)
  })
})

test('the search test marks the words that both have, in Chinese and English', () => {
  const marked = (text: string, typed: string) =>
    markWords(text, typed)
      .filter(({ hit }) => hit)
      .map(({ text: word }) => word)
  expect(marked('How much is Shipping to Beijing?', 'what does shipping cost')).toEqual(['Shipping'])
  expect(marked('运费怎么计算，多少包邮', '运费多少')).toEqual(['运费', '多少'])
  expect(
    markWords('a b', 'x')
      .map(({ text }) => text)
      .join(''),
  ).toBe('a b')
})
