import { describe, expect, test } from 'vitest'
import { missingPlaceholders, thresholdsToSave, wordsToSave } from '../../web/console/bot/settings.ts'
import { botShares, nextSteps, type Overview } from '../../web/console/overview/overview.ts'
import { badOrigins, embedSnippet, textOn } from '../../web/console/widget/inboxes.ts'
import { addLines, changeLine, hasLine } from '../../web/shared/lines.ts'

const overview: Overview = {
  database: { kind: 'embedded', safety: 'process' },
  search: { index: 'exact', documents: 85, passages: 170 },
  model: { createdAt: '2026-05-04T10:00:00Z', intents: 30, utterances: 900 },
  inboxId: 'inbox',
  conversations: { open: 0, waiting: 0, assigned: 0, resolvedToday: 0 },
  bot: { answered: 0, clarified: 0, fallback: 0, escalated: 0 },
  unanswered: [],
}
const names = (change: Partial<Overview>, can: (permission: string) => boolean = () => true) =>
  nextSteps({ ...overview, ...change }, can).map(step => step.name)

describe('the next steps', () => {
  test('are three, and begin with the person who waits', () => {
    expect(names({ conversations: { ...overview.conversations, waiting: 2 } })).toEqual([
      'step.waiting',
      'step.try',
      'step.embed',
    ])
  })

  test('put a missing or stale model and missed questions before the rest', () => {
    expect(names({ model: null })[0]).toBe('step.train')
    expect(
      names({ model: { ...overview.model!, stale: true }, unanswered: [{ text: 'x', at: '', conversationId: 'c' }] }),
    ).toEqual(['step.retrain', 'step.unanswered', 'step.try'])
  })

  test('name only what the account may do', () => {
    expect(names({ model: null }, permission => permission === 'knowledge:read')).toEqual(['step.try'])
  })
})

test('the shares of the outcomes add up, and are absent before the first question', () => {
  expect(botShares(overview.bot)).toBeUndefined()
  expect(botShares({ answered: 6, clarified: 2, fallback: 1, escalated: 1 })).toEqual({
    answered: 0.6,
    clarified: 0.2,
    fallback: 0.1,
    escalated: 0.1,
  })
})

describe("the bot's settings", () => {
  const defaults = { zh: { go_on: '好的', taken: '已记下 {contact}' }, en: { go_on: 'Sure', taken: 'Noted {contact}' } }

  test('save only sentences that differ from the default', () => {
    const words = { zh: { go_on: ' 好的 ', taken: '收到 {contact}' }, en: { go_on: '  ' } }
    expect(wordsToSave(words, defaults)).toEqual({ zh: { taken: '收到 {contact}' }, en: {} })
  })

  test('save only numbers that differ, and none that are unknown', () => {
    const numbers = {
      answer: { value: 0.5, min: 0, max: 1, measured: '' },
      clarify: { value: 0.3, min: 0, max: 1, measured: '' },
    }
    expect(thresholdsToSave({ answer: 0.6, clarify: 0.3, gone: 1 }, numbers)).toEqual({ answer: 0.6 })
  })

  test('warn of a placeholder that was lost', () => {
    expect(missingPlaceholders('谢谢', '已记下 {contact}')).toEqual(['{contact}'])
    expect(missingPlaceholders('', '已记下 {contact}')).toEqual([])
  })
})

describe('the widget', () => {
  test('is embedded by one block with the right ids', () => {
    expect(embedSnippet('https://chat.example', 'abc')).toBe(
      '<script src="https://chat.example/widget.js" data-inbox-id="abc" async></script>',
    )
  })

  test('takes sites without a path', () => {
    expect(
      badOrigins([
        'https://shop.example',
        'http://localhost:8080',
        'shop.example',
        'https://a.example/b',
        'ftp://a.example',
      ]),
    ).toEqual(['shop.example', 'https://a.example/b', 'ftp://a.example'])
  })

  test('writes on its colour what can be read', () => {
    expect([textOn('#1f7a5c'), textOn('#ffe08a'), textOn('#000000')]).toEqual(['#ffffff', '#101513', '#ffffff'])
  })
})

describe('a list of lines', () => {
  test('takes pasted lines, trimmed, each once', () => {
    expect(addLines(['A'], ' b \n\na\nB\nc')).toEqual(['A', 'b', 'c'])
    expect(hasLine(['How  much?'], 'how much? ')).toBe(true)
  })

  test('drops an entry that is emptied', () => {
    expect(changeLine(['a', 'b'], 0, ' ')).toEqual(['b'])
    expect(changeLine(['a', 'b'], 1, 'c ')).toEqual(['a', 'c'])
  })
})
