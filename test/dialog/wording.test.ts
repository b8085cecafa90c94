import { describe, expect, it } from 'vitest'
import { asksForPerson, looksLikeContact, saysNo, saysYes, wantsBotBack } from '../../src/dialog/wording.ts'

describe('asking for a person', () => {
  const asking = [
    '人工',
    '转人工',
    '转人工客服!',
    '真人',
    '找个活人',
    '我要人工',
    '人工人工人工',
    '不要机器人',
    '请帮我转接人工坐席',
    '给我转真人',
    'agent pls',
    'human',
    'talk to a human',
    'real person',
    'can i speak to someone real?',
    'i want to talk to a person now',
    'get me a human',
    'connect me to a live agent please',
    'operator',
    'no bots',
  ]
  it.each(asking)('hears it in "%s"', text => {
    expect(asksForPerson(text)).toBe(true)
  })

  const other = [
    '人工客服几点上班',
    '人工服务时间是什么时候',
    '不用转人工',
    '人工智能是什么',
    '你们的茶是人工采摘的吗',
    '退货',
    'when is a human agent available',
    "don't transfer me to a human",
    'no need to talk to an agent',
    'is this made by humans',
    'where is my order',
  ]
  it.each(other)('does not hear it in "%s"', text => {
    expect(asksForPerson(text)).toBe(false)
  })
})

describe('small closed wordings', () => {
  it('know yes and no', () => {
    for (const text of ['好的', '要', 'yes please', 'ok', 'sure!']) expect(saysYes(text)).toBe(true)
    for (const text of ['不用了', 'no thanks', '算了', 'nope']) expect(saysNo(text)).toBe(true)
    for (const text of ['好的，那运费多少', 'no idea where my order is'])
      expect(saysYes(text) || saysNo(text)).toBe(false)
  })

  it('know the way back to the bot', () => {
    for (const text of ['不用了', '算了，不等了', '取消排队', '继续问机器人', 'never mind', 'back to the bot please']) {
      expect(wantsBotBack(text)).toBe(true)
    }
    for (const text of ['还要等多久', 'how long will it take', '我的订单']) expect(wantsBotBack(text)).toBe(false)
  })

  it('tell a broken contact from other words', () => {
    for (const text of ['a@b', '1381234', 'mail me at foo@bar']) expect(looksLikeContact(text)).toBe(true)
    for (const text of ['hello', 'order 12', '我买了3个杯子']) expect(looksLikeContact(text)).toBe(false)
  })
})
