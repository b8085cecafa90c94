import { describe, expect, it } from 'vitest'
import { angerOf } from '../../src/dialog/anger/score.ts'
import { ANGRY_FROM } from '../../src/dialog/handover/settings.ts'
import { normalize } from '../../src/text/normalize.ts'
import { message, playAll } from './turns.ts'

const score = (text: string) => angerOf(text, normalize(text)).score

describe('anger', () => {
  it.each([
    '你们骗子',
    '我要去12315投诉你们',
    '再不退款我就打消协电话',
    '滾，騙子公司，還錢！',
    'this is ridiculous',
    "I'll be filing a chargeback with my bank",
    'my lawyer will hear about this',
    'WHERE IS MY DAMN ORDER???',
  ])('is heard in “%s”', text => {
    expect(score(text)).toBeGreaterThanOrEqual(ANGRY_FROM)
  })

  it.each([
    '手机死机了，刚才没付成功',
    '有没有垃圾分类袋',
    '我没有生气，就是想问问进度',
    '请问投诉渠道在哪里',
    '3月15号能到货吗',
    '太好喝了！！！',
    'damn good tea',
    "I'm not angry, just wondering where it is",
    "what's a chargeback",
    'THANK YOU SO MUCH!!!',
    'one cup came broken, could I get a replacement',
  ])('is not heard in “%s”', text => {
    expect(score(text)).toBeLessThan(ANGRY_FROM)
  })

  it('grows with each sign, and says what it heard', () => {
    const { score: both, signs } = angerOf('You liars!!! I am furious')
    expect(both).toBeGreaterThan(angerOf('You liars').score)
    expect(signs.map(({ text }) => text)).toEqual(expect.arrayContaining(['liars', 'furious', '!!!']))
  })

  it('takes no longer for a text that is made to take long', () => {
    const started = performance.now()
    for (const text of ['you '.repeat(1000), '没有'.repeat(2000), 'fuck '.repeat(800), '!?'.repeat(2000)]) score(text)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('brings a person, with the words for the agent', () => {
    const [step] = playAll(message('you are thieves, this is ridiculous'))
    expect(step!.decision).toMatchObject({ kind: 'escalate', rule: 'angry', reason: 'angry' })
    expect(step!.decision).toHaveProperty('because.signs')
  })
})
