/** Chinese follow-ups: what a text leaves out, told by what it consists of. */

/** Words that ask, or point back, and name no matter. Longest first: they are taken out one after another. */
const GENERAL = new RegExp(
  [
    '什么时候|多长时间|为什么|怎么办理|怎么办|什么意思|有没有|能不能|可不可以|要不要|是不是|多少钱|在哪里|手续费',
    '这个|那个|这样|那样|这种|那种|大概|一般|具体|需要|可以|收费|免费|加钱|取消|多久|多少|怎么|怎样|如何|哪里|哪儿|几天|几期|几个',
    '开始|结束|办理|操作|安全|靠谱|方便|计算|生效|到账|为啥|咋|啥|谁|出|它|该|要|钱|贵|赔|在|能|会|有|开|改|办|弄|用|做|去|就|又|从|到|算|才|还|也|都|再|的|了|是|吗|么|呢|吧|啊|不|哪|几|天|次|个',
  ].join('|'),
  'g',
)
const ASKS = /多|几|怎|如何|为什么|为啥|哪|什么|啥|咋|谁|吗|么$|呢|能不能|可不可以|要不要|有没有/
/** "呢" after a thing asks for what was asked before; after one's own thing it asks where that is. */
const AND_THAT = /^(?:那么|那)?(.{1,12}?)(?:呢|的话呢?)$/
const OWN = /^(?:我的|我们的|你们?$|人$|客服|人工|老板)/
/** "那运费谁出": a new matter under the same question. */
const ALSO = /^(.{1,8}?)(?:也一样|也可以|也是|也行|也要|一样)(?:吗|么)?$/
const THEN_WHO = /^那(.{1,6}(?:谁出|谁付|怎么算|多少|几天|多久))$/
const IF = /^(?:那)?(?:如果|要是|万一)/
const CHATTER =
  /^(?:你好|您好|在吗|在不在|有人吗?|谢谢.*|多谢|好的?|可以|行|是的?|不是|对|嗯+|哦+|不用了?|没有?|有|要|算了|可以吗|行吗|好吗|真的吗|人呢|客服呢|喂)$/

/** What is asked of the matter before; undefined where the text stands alone. */
export function openPartZh(text: string): string | undefined {
  const plain = bare(text)
  if (isChatterZh(text) || plain.length > 16) return undefined
  const also = ALSO.exec(plain)?.[1]
  if (also !== undefined && !OWN.test(plain)) return also
  const then = THEN_WHO.exec(plain)?.[1]
  if (then !== undefined && !/退款|订单|快递/.test(then)) return then
  const that = AND_THAT.exec(plain)?.[1]
  if (that !== undefined && !OWN.test(plain) && (IF.test(plain) || !ASKS.test(that))) return that
  if (ASKS.test(plain) && plain.replace(/^那么?/, '').replace(GENERAL, '') === '') return plain.replace(/^那么?/, '')
  return undefined
}

export function isChatterZh(text: string): boolean {
  return CHATTER.test(bare(text))
}

/** The question before with the new word where the old one of its kind stood: 退货 -> 换货. Kinds share their last character. */
export function replacedZh(before: string, word: string): string | undefined {
  if (word === '国外' && before.includes('国内')) return before.replace('国内', word)
  if (ASKS.test(word) || !/^\p{Script=Han}{2,4}$/u.test(word)) return undefined
  const last = word.at(-1)!
  for (let at = before.indexOf(last); at >= 0; at = before.indexOf(last, at + 1)) {
    const from = at + 1 - word.length
    const old = from < 0 ? '' : before.slice(from, at + 1)
    if (/^\p{Script=Han}+$/u.test(old) && old !== word) return before.slice(0, from) + word + before.slice(at + 1)
  }
  return undefined
}

function bare(text: string): string {
  return text.replace(/[\s,，.。!！?？~、]+/g, '')
}
