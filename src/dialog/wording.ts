/**
 * Small closed sets of wordings that must work without a model. They look at `Understanding.normalized`: NFKC,
 * simplified, lower case.
 */

/** Longest text, in characters, of a Chinese wording that is only about the person: longer ones are for the model. */
const SHORT_ZH = 14
/** The same for English, in words. */
const SHORT_EN_WORDS = 9

const NOT_PERSON =
  /(不要|不用|不需要|不想|别|先不|无需|取消)(再|给我|帮我)?(转|找|要|接)?(人工|真人|客服)|(don'?t|do not|no need to|without) (want|need|talk|speak|transfer|connect|a human|an agent)/
const ABOUT_PERSON = /(几点|时间|什么时候|多久|上班|下班|工资|智能|hours|when|what time|open|salary|artificial)/
const PERSON_ZH =
  /^(请|麻烦|帮我|给我|快|我要|我想|要|想|亲)*(转接|转到|转|找|接|叫|换|呼叫|联系)?(一下|个|一个|到)?(在线|真|活)?(人工|真人|活人|人工客服|真人客服|客服人员|客服|坐席|人工坐席|人工服务|agent)+(客服|服务|坐席)?(吧|啊|呀|呢|谢谢|好吗|可以吗|行吗|在吗|一下)*$/
const PERSON_ZH_VERB = /(转|找|接|换|叫|要|跟|和|让)(一下|个|一个|到|给|位)?(人工|真人|活人|客服人员|人工客服|真人客服)/
const NO_BOT = /(不要|不想(跟|和)|别让|换掉)(你这)?(个)?(机器人|机器)|(no|not a|stop the|hate) (bot|robot|machine)s?\b/
const PERSON_EN =
  /\b(talk|speak|chat|connect|transfer|pass|put|get|want|need|give|switch|reach|contact|call)\b[^.?!]*\b(human|real person|live person|person|live agent|agent|representative|rep|operator|human being|someone real|somebody real|real someone|supervisor|manager)\b/
const PERSON_EN_SHORT =
  /^(a |an |the |real |live |human |actual )*(human|person|agent|operator|representative|rep|human agent|live agent|customer service|customer support|live chat|support staff)( now| please| pls| plz)*$/
const BACK_TO_BOT =
  /^(算了|不用了|不等了|没事了|不用人工了|不需要了|不找了)|(取消|不用|不要|不需要|不转)(排队|转接|转人工|人工|客服)|(回到|继续问|还是问|返回|问)(机器人|智能客服)|^(never ?mind|forget it|no longer needed|cancel)\b|\b(back to|ask|continue with|go on with) the bot\b|\b(don'?t|no longer) need (a |an )?(person|human|agent)/
const YES =
  /^(好|好的|好吧|行|可以|要|要的|嗯|嗯嗯|是|是的|对|需要|麻烦了|ok|okay|yes|yeah|yep|sure|please|yes please|ok please|please do)( ?(请|谢谢|啊|吧|please|thanks))*$/
const NO =
  /^(不|不用|不用了|不要|不必|不需要|算了|没事|先不用|no|nope|no thanks|no thank you|not now|never ?mind)( ?(谢谢|了|thanks))*$/
const NONE = /^(都不是|都不对|没有(我要的)?|以上都不是|不是这些|none|none of (these|them|those)|neither|no)$/
const ORDINALS: readonly RegExp[] = [
  /^(第)?(1|一)(个|项|条)?$|^(the )?first( one)?$|^one$/,
  /^(第)?(2|二|两)(个|项|条)?$|^(the )?second( one)?$|^two$/,
  /^(第)?(3|三)(个|项|条)?$|^(the )?(third|last)( one)?$|^three$/,
]

/** "人工", "转人工客服", "agent pls", "let me talk to a human": a wish for a person, not a question about one. */
export function asksForPerson(normalized: string): boolean {
  const text = bare(normalized)
  if (NO_BOT.test(text)) return true
  if (NOT_PERSON.test(text) || ABOUT_PERSON.test(text)) return false
  if (PERSON_ZH.test(text.replace(/\s+/g, '')) || PERSON_EN_SHORT.test(text)) return true
  if (PERSON_ZH_VERB.test(text) && text.length <= SHORT_ZH) return true
  return PERSON_EN.test(text) && text.split(' ').length <= SHORT_EN_WORDS
}

/** While waiting: the visitor would rather go on with the bot. */
export function wantsBotBack(normalized: string): boolean {
  return BACK_TO_BOT.test(bare(normalized))
}

export function saysYes(normalized: string): boolean {
  return YES.test(bare(normalized))
}

export function saysNo(normalized: string): boolean {
  return NO.test(bare(normalized))
}

/** "都不是", "none of these". */
export function saysNone(normalized: string): boolean {
  return NONE.test(bare(normalized))
}

/** 0 for "第一个" or "the first one"; undefined when the text is no ordinal. */
export function ordinalOf(normalized: string): number | undefined {
  const text = bare(normalized)
  const index = ORDINALS.findIndex(pattern => pattern.test(text))
  return index < 0 ? undefined : index
}

/** Something that was meant as an e-mail or phone number but is none: an @, or five digits with little around them. */
export function looksLikeContact(normalized: string): boolean {
  const digits = normalized.replace(/\D/g, '').length
  return normalized.includes('@') || (digits >= 5 && digits >= normalized.length / 3)
}

/** Without punctuation at the ends and inside, with single spaces. */
function bare(normalized: string): string {
  return normalized
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'@]+/gu, ' ')
    .trim()
}
