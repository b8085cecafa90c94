/** Answers suggested to the agent who holds a conversation, and the count of what he does with them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { choose, questionIn } from '../../src/conversation/suggest.ts'
import type { Said, Suggestion } from '../../src/conversation/suggestion.store.ts'
import type { Candidate } from '../../src/dialog/candidates.ts'
import { newId } from '../../src/id.ts'
import { plainAnswer } from '../../src/retrieval/plain-answer.ts'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const said = (...lines: [Said['kind'], string, string?][]): Said[] =>
  lines.map(([kind, text, choice], i) => ({
    seq: i + 1,
    kind,
    content: { text, format: 'plain', ...(choice === undefined ? {} : { choice }) },
  }))

describe('the question that a suggestion answers', () => {
  test('is what was asked before the wish for a person', () => {
    const question = questionIn(
      said(['visitor', '运费多少？'], ['bot', '不清楚'], ['visitor', '转人工'], ['bot', '好的']),
    )
    expect(question).toMatchObject({ seq: 1, contents: [{ text: '运费多少？' }], before: [] })
  })

  test('is all the lines since somebody spoke, and knows what came before', () => {
    const question = questionIn(
      said(
        ['visitor', 'Do you ship to Berlin?'],
        ['agent', 'Yes.'],
        ['visitor', 'and'],
        ['visitor', 'what does it cost?'],
      ),
    )
    expect(question?.contents.map(({ text }) => text)).toEqual(['and', 'what does it cost?'])
    expect(question).toMatchObject({ seq: 4, before: ['Do you ship to Berlin?'] })
  })

  test('is none when the agent spoke last, or only a person was asked for', () => {
    expect(questionIn(said(['visitor', '运费多少？'], ['agent', '十元']))).toBeUndefined()
    expect(questionIn(said(['visitor', 'Talk to a person', 'person']))).toBeUndefined()
    expect(questionIn([])).toBeUndefined()
  })
})

describe('what is suggested', () => {
  const passage = (confidence: number, text = `answer ${confidence}`): Candidate =>
    ({ kind: 'passage', id: `faq:${confidence}`, confidence, hit: { kind: 'faq', title: 't', text } }) as Candidate
  const intent = (kind: string, answer: string, confidence: number): Candidate =>
    ({
      kind: 'intent',
      id: `intent:${kind}`,
      confidence,
      intent: { name: kind, kind, title: { zh: '标题', en: 'title' }, answer: { zh: answer, en: '' } },
    }) as Candidate

  test('is nothing when nothing is sure enough', () => {
    expect(choose([passage(0.44), passage(0.4)], 'zh')).toEqual([])
    expect(choose([], 'zh')).toEqual([])
  })

  test('is at most three, best first, without the unlikely', () => {
    const found = choose([passage(0.6), passage(0.2), passage(0.1), passage(0.09), passage(0.01)], 'zh')
    expect(found.map(one => one.confidence)).toEqual([0.6, 0.2, 0.1])
    expect(choose([passage(0.6), passage(0.01)], 'zh')).toHaveLength(1)
  })

  test('is neither small talk, nor a promise of a person, nor an intent without words in the language', () => {
    const all = [intent('small_talk', '不客气', 0.9), intent('handoff', '马上', 0.8), intent('answer', '三天', 0.7)]
    expect(choose(all, 'zh').map(({ text }) => text)).toEqual(['三天'])
    expect(choose(all, 'en')).toEqual([])
  })

  test('is plain text, with lists and addresses kept', () => {
    const markdown =
      '## 运费\n**满 99 元**包邮，见[说明](https://shop.example/a)。\n\n- 一\n- 二\n\n| 地区 | 元 |\n|---|---|\n| 上海 | 8 |\n<!-- x -->'
    expect(plainAnswer(markdown)).toBe(
      '运费\n满 99 元包邮，见说明 https://shop.example/a。\n\n- 一\n- 二\n\n地区 · 元\n上海 · 8',
    )
  })
})

describeOnEachDatabase('suggestions', open => {
  let shop: TestApp
  let agent: SignedIn
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    agent = await shop.signIn()
  }, 120_000)
  afterAll(() => shop.close())

  async function held(...words: string[]) {
    const visitor = await shop.newVisitor()
    let conversationId = ''
    for (const one of words) ({ conversationId } = await visitor.say(one))
    const { handoff } = await agent.accept(conversationId)
    const ask = async (by = agent) => {
      const { status, code, body } = await by.call('POST', `/conversations/${conversationId}/suggestions`, {})
      return { status, code, suggestions: (body as { suggestions: Suggestion[] }).suggestions }
    }
    const reply = (text: string, suggestionId?: string) =>
      agent.call('POST', `/conversations/${conversationId}/messages`, {
        clientMessageId: newId(),
        text,
        epoch: handoff!.epoch,
        ...(suggestionId === undefined ? {} : { suggestionId }),
      })
    const inserted = (suggestionId: string, by = agent) =>
      by.call('POST', `/conversations/${conversationId}/suggestions/inserted`, { suggestionId })
    return { visitor, conversationId, ask, reply, inserted }
  }

  async function use() {
    const boss = await shop.signIn('owner')
    return (await boss.call('GET', '/suggestions/use')).body as Record<string, number>
  }

  test('are the same when asked for again, and none once the agent has answered', async () => {
    const { ask, reply } = await held('运费多少?', '人工')
    const first = await ask()
    expect(first.suggestions).toHaveLength(1)
    expect(first.suggestions[0]).toMatchObject({ position: 1, kind: 'faq', text: 'Answer to: 运费多少?' })
    expect(await ask()).toEqual(first)
    await reply('十元')
    expect((await ask()).suggestions).toEqual([])
  })

  test('are for the agent who holds the conversation only', async () => {
    const { ask } = await held('运费多少?')
    const other = await ask(await shop.signIn())
    expect([other.status, other.code]).toEqual([409, 'not_holder'])
  })

  test('are counted: offered, inserted, sent unchanged, sent edited; each once', async () => {
    const before = await use()
    const unchanged = await held('运费多少?')
    const [one] = (await unchanged.ask()).suggestions
    await unchanged.inserted(one!.id)
    await unchanged.inserted(one!.id)
    await unchanged.reply(one!.text, one!.id)
    await unchanged.reply('还有什么可以帮您', one!.id)
    const edited = await held('几天到?')
    const [two] = (await edited.ask()).suggestions
    await edited.reply(`${two!.text}，亲`, two!.id)
    await (await held('退货?')).ask()
    const after = await use()
    const gained = Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - (before[key] ?? 0)]))
    expect(gained).toEqual({ questions: 3, offered: 3, inserted: 2, sentUnchanged: 1, sentEdited: 1 })
    expect((await edited.inserted(one!.id)).code).toBe('suggestion_not_found')
    expect((await edited.inserted(two!.id, await shop.signIn())).code).toBe('suggestion_not_found')
  })

  test("of another agent's are not counted by a reply that names them", async () => {
    const mine = await held('运费多少?')
    const [one] = (await mine.ask()).suggestions
    const before = await use()
    expect((await (await held('几天到?')).reply('三天', one!.id)).status).toBe(200)
    expect(await use()).toEqual(before)
  })

  test('are none where the bot knows nothing', async () => {
    expect((await (await held('嗯')).ask()).suggestions).toEqual([])
  })
})
