/** English follow-ups: what a text leaves out, told by what it consists of. */

const LEAD = /^(?:(?:and|but|so|ok|okay|then)\b[\s,]*)+/
const ABOUT = /^(?:what|how) about (?!you$|u$|me$)(.+)$/
const SAME = /^(?:(?:is it |is that )?(?:the )?same|also) (?:for |with |in |to )?(.{2,40})$/
const TOO = /^([^?]{2,40}) (?:too|as well|instead)$/
const BARE =
  /^(?:for |since |until |by )?(?:how (?:long|much|many|often|far|soon|come|so)|how|why(?: not)?|when|where|which(?: one)?)$/
const PREPOSITION =
  /^(?:for|to|in|on|by|with|without|from|at|during|after|before|via) (?!which\b|whom\b|what\b)(?:[\w'-]+ ?){1,4}$/
const QUESTION =
  /^(?:how|what|why|when|where|who|which|can|could|do|does|did|is|are|was|were|will|would|should|shall|may|has|have)\b/
/** What points back at the matter before. */
const POINTS = /\b(?:it|that|this|they|them|those|these|there|one)\b/
/** Words that ask or point back, and name no matter. */
const GENERAL = new Set(
  `how what why when where who which can could do does did is are was were will would should shall may might has have
   it that this they them those these there one i we you me my us a an the to for of at in on by be been get got go take
   takes cost costs work works happen happens need use used apply mean free expensive cheap possible safe available
   included required refundable extra again still also too really then now more than once twice last start end expire
   expires valid undo later change changed online myself long much many often soon far if any not and or so`
    .split(/\s+/)
    .filter(Boolean),
)
const IF_THAT = /^what if (?:it|that|this|they|one)\b/
const CHATTER =
  /^(?:hi|hello|hey|thanks?(?: you)?|thx|ok(?:ay)?|yes|no|yep|nope|sure|fine|great|bye|goodbye|are you there|is (?:that|this) (?:you|it|all)|that is all|that's (?:it|all)|who is (?:this|that)|what is this|how are you)$/

/** What is asked of the matter before; undefined where the text stands alone. */
export function openPartEn(text: string): string | undefined {
  const plain = bare(text)
  const rest = plain.replace(LEAD, '')
  if (isChatterEn(plain) || rest === '' || plain.split(' ').length > 9) return undefined
  const named = ABOUT.exec(rest)?.[1] ?? SAME.exec(rest)?.[1]
  if (named !== undefined) return original(text, named)
  if (BARE.test(rest) || PREPOSITION.test(rest) || IF_THAT.test(rest)) return original(text, rest)
  if (QUESTION.test(rest)) return POINTS.test(rest) && isGeneral(rest) ? original(text, rest) : undefined
  const more = TOO.exec(rest)?.[1] ?? (rest !== plain && plain.startsWith('and ') ? rest : undefined)
  return more !== undefined && more.split(' ').length <= 4 ? original(text, more) : undefined
}

export function isChatterEn(text: string): boolean {
  return CHATTER.test(bare(text))
}

/** The question before with the new word where the old one stood: after the same preposition, or at the end a name for a name. */
export function replacedEn(before: string, part: string): string | undefined {
  const preposition = /^(\w+) /.exec(part)?.[1]
  if (preposition !== undefined && PREPOSITION.test(part.toLowerCase())) {
    const old = new RegExp(`\\b${preposition} (?:[\\w'-]+ ?){1,3}$`, 'i')
    return old.test(before) ? before.replace(old, part) : undefined
  }
  const name = / \p{Lu}[\w'-]*$/u
  return /^\p{Lu}[\w'-]*$/u.test(part) && name.test(before) ? before.replace(name, ` ${part}`) : undefined
}

function isGeneral(text: string): boolean {
  return text.split(/[^a-z']+/).every(word => word === '' || GENERAL.has(word))
}

/** The part as it was written: a name keeps its capital. */
function original(text: string, part: string): string {
  const at = text.toLowerCase().indexOf(part)
  return at < 0 ? part : text.slice(at, at + part.length)
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[?!.]+\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
}
