/** Wordings of anger in English: our own list. Compliments that swear ("damn good tea") are told by what follows. */
import { entries, type Lexicon } from './sign.ts'

const GOOD = '(?:good|great|nice|fine|fast|cheap|cute|pretty|delicious|tasty|well|beautiful|lovely|amazing)'

export const ANGER_EN: Lexicon = {
  entries: [
    ...entries('curse', 0.8, [
      '\\bf+u+c+k\\w*|\\bf\\*+k?\\w*|\\bf you\\b|\\bfor f sake\\b|\\bffs\\b|\\bstfu\\b|\\bwtf\\b|\\bmotherf\\w+',
      '\\bbull ?shit\\w*|(?<!the |is )\\bshit\\b(?!ake)|\\bshitty\\b|\\bgive a (?:shit|damn|fuck)\\b|\\bpiece of (?:crap|junk|garbage)\\b',
      '\\bass ?holes?\\b|\\ba-?holes?\\b|\\bbastards?\\b(?! cabbage)|\\bson of a bitch\\b|\\bbitch\\w*|\\bdip ?shits?\\b|\\bdick\\w*heads?\\b|\\bbollocks\\b',
      '\\bgo to hell\\b|\\bto hell with\\b|\\bscrew (?:you|this|that)\\b|\\bdamn (?:you|it,? (?:wrong|again|where))|\\bmy (?:god ?)?damn\\b|\\bgod ?damn\\w*|\\bbloody (?:hell|useless|ridiculous|awful)|\\bget lost\\b|\\bpiss(?:ed)? off\\b|\\bso pissed\\b',
      '\\bshut (?:the .{1,6} )?up\\b(?! and take)|\\bhope you (?:go|all|die|rot|fail)',
    ]),
    ...entries('curse', 0.25, [`\\bdamn\\b(?! ${GOOD})`, '\\bcrap\\b', `\\bhell\\b(?! yes| money|'s)`, '\\bomg\\b']),
    ...entries('insult', 0.7, [
      '\\bscammers?\\b|\\b(?:complete|total|such a|is a|absolute) scam\\b|\\bthie(?:f|ves)\\b|\\bcrooks?\\b|\\bliars?\\b|\\bcheat(?:s|ers?)\\b|\\bfrauds\\b|\\b(?:you|is|are|company) (?:a )?fraud\\b|\\bcon artists?\\b|\\bclowns?\\b|\\bamateurs\\b',
      "\\b(?:you|u|you're|are you|you are|your)\\b(?:(?!not|n't).){0,24}\\b(?:idiots?|morons?|stupid|dumb|useless|pathetic|clueless|incompetent|deaf|rude|dishonest|disgusting)\\b",
      '\\b(?:idiots|morons)\\b|\\bincompetent\\b|\\b(?:useless|stupid|dumb) (?:bot|machine|thing|piece|company|service|chatbot|robot)\\b|\\brude, \\b|\\bdishonest (?:company|shop|people)\\b|\\bdeceitful\\b|\\bshameful\\b',
      `\\b(?:you|company|service|shop|store|support|bot)\\b.{0,6} sucks?\\b|\\bthis sucks\\b`,
      '\\b(?:garbage|trash|rubbish|horrible|terrible|pathetic|awful|worst|shady|disgusting) (?:service|company|people|support|shop|store|attitude|experience|excuse|business)\\b|\\b^(?:worst|horrible|terrible)(?=$|,)|\\bload of (?:rubbish|crap|nonsense)\\b|\\b(?:is|absolute|total|complete) (?:rubbish|garbage|trash)\\b(?! compared)',
      "\\bpathetic\\b|\\bdisgrace\\b|\\bshame on\\b|\\bashamed of yoursel|\\babsolutely disgusting\\b|\\bjoke of a\\b|\\bwhat a joke\\b|\\bstill in business\\b|\\bdon't play dumb\\b|\\bslap in the face\\b|\\binsult(?:ing|ed)\\b",
    ]),
    ...entries('threat', 0.7, [
      '\\b(?:file|filing|filed|doing|do|start|starting|or|today or) (?:a )?charge ?back\\b|\\bchargeback (?:is|today|now|with)|\\bdisput(?:e|ing) (?:this|the|your) (?:charge|payment)|\\breverse this\\b|\\bcalling my (?:bank|credit|card)',
      "\\bmy (?:lawyer|attorney|solicitor)s?\\b|\\bletter from my\\b|\\b(?:going to|gonna|will|i'll|to) sue (?:you|your)|\\bsee you in court\\b|\\btak(?:e|ing) (?:this to|you to|legal)\\b|\\blegal action\\b|\\bsmall claims court\\b|\\bombudsman\\b|\\btrading standards\\b",
      '\\breport(?:ing)? you\\b|\\b(?:file|filing|make|lodge|lodging) (?:a |an )?(?:formal |official )?complaint (?:with|to|against)|\\bconsumer protection\\b|\\bcall(?:ing)? the police\\b|\\b(?:contact|go)(?:ing)? (?:to )?the police\\b|\\bbbb today\\b',
      '\\btell everyone\\b|\\ball over (?:twitter|facebook|social|the internet)|\\bon every review\\b|\\bworst review\\b|\\bmake sure (?:nobody|no one|everyone)|\\bget away with\\b|\\bwill regret\\b|\\blast (?:warning|chance)\\b|\\bor else\\b|\\bgo bankrupt\\b|\\bhear(?:ing)? from my\\b',
    ]),
    ...entries('outrage', 0.6, [
      `\\b(?:this|that|it|you) ?(?:'s|is|are|was)(?: just| so| simply| absolutely| totally| beyond)? (?:ridiculous|outrageous|unacceptable|unbelievable|insane|illegal|fraud|theft|absurd)\\b(?! how (?:good|cheap|nice|fast))`,
      '\\b(?:totally|completely|simply|absolutely) (?:unacceptable|unbelievable|outrageous|ridiculous)\\b|^(?:outrageous|unbelievable|unacceptable|ridiculous|clueless)(?=$|,)',
      "\\bfurious\\b|\\blivid\\b|\\bso angry\\b|\\bbeyond angry\\b|\\b(?:i'm|i am|really|very) (?:so |really |very |extremely )?angry\\b|\\binfuriat\\w+|\\benraged?\\b|\\bpissed\\b",
      "\\bfed up\\b|\\bsick (?:and tired )?of (?!the smell)(?:your|you|this|these|it|waiting)|\\bhad it with\\b|\\bhad enough\\b|\\benough is enough\\b|^enough\\b|\\bi'm done\\b|\\bdone being\\b|\\blos(?:ing|t) (?:my )?(?:mind|patience|temper)\\b|\\bpatience is\\b|\\bdriving me (?:insane|crazy|mad|nuts)\\b",
      "\\bare you (?:kidding|serious|joking|deaf)\\b|\\bgot to be kidding\\b|\\bhow dare you\\b|\\bdon't you dare\\b|\\byou think i'm\\b|\\bthink this is (?:a joke|funny)|\\bwhat(?:'s| is| the hell is| the heck is) wrong with you\\b|\\bwhat the (?:hell|heck) (?:is wrong|is this|are you)\\b",
      '\\b(?:ripped|ripping) (?:me |us |people )?off\\b|\\brip-?off\\b|\\brobbed me\\b|\\bfeel (?:robbed|cheated|completely cheated)\\b|\\byou (?:stole(?! my heart)|cheated|robbed|lied|cheat|steal)\\b|\\bcheat(?:ed|ing)? (?:me|us|customers)\\b|\\bstole my money\\b|\\bkeep my money\\b|\\bdaylight robbery\\b|\\bthis is (?:theft|fraud|robbery)\\b|\\bblatant\\b|\\bbreaking the law\\b',
      '\\bstop (?:lying|ignoring|wasting|sending me the same|asking|jerking)|\\bquit (?:jerking|lying|wasting)|\\bwast(?:e|ing) (?:of )?my time\\b|\\bhung up on me\\b|\\b(?:keep|why are you|you) ignor(?:ing|e) me\\b|\\brunaround\\b|\\blying to me\\b|\\bnothing but lies\\b|\\bno more excuses\\b|\\byour excuses\\b|\\bthanks for nothing\\b',
      "\\bnever (?:buying|shopping|ordering|buy|shop|order) .{0,16}again\\b|\\bworst (?:[a-z]+ ){0,2}(?:ever|i have|i've)|\\b(?:i )?hate (?:this company|you|your company|this shop)\\b|\\bnever been (?:treated )?so\\b|\\bhow bad you are\\b|\\bcan't believe you\\b|\\byou ruined\\b",
      "\\b(?:for god's|for christ's|for the love of)\\b|\\bi swear\\b|\\bhow hard can it\\b|\\bhow many times do i\\b|\\bnot? a clue\\b|\\bsold me fake\\b",
    ]),
    ...entries('demand', 0.45, [
      '\\bi (?:demand|insist)\\b|\\b(?:refund|answer|money back|fix it|cancel my order)(?: me)?(?: right)? now\\b|\\bgive me my\\b|\\bgive me a human\\b|^(?:answer me|refund me)\\b|, refund\\b(?! one)|\\bi want a manager\\b|\\bi want my (?:money|refund)\\b',
      "\\b(?:asked|told you|said|explained|say it|called) .{0,12}(?:three|four|five|six|ten|twenty|hundred|[3-9]|[1-9]\\d) times\\b|\\bwrong again\\b|\\bwrong item again\\b|\\bbroken again\\b|\\bseriously\\?|\\bdo you even\\b|\\bsame answer\\b|\\bnobody answers\\b|\\bone more automated\\b|\\byou give me this\\b|\\bkeep your apology\\b|\\bdon't apologi[sz]e\\b",
    ]),
  ],
  denied:
    /\b(?:not|n't|no|never|nobody|none|without|isn't|wasn't|don't think)(?: [a-z']+){0,2},? ?$|\bdon't (?:think|want to|need)(?: [a-z']+){0,3} ?$|\bnot going to ?$/u,
  aboutOthers:
    /\b(?:other shop|last company|another shop|someone|somebody|got a text|phishing|pretending|the courier|my (?:cat|dog|boss|husband|wife)|is this (?:site|offer)|how do i (?:spot|report)|in stock|gift|mug|just asking|was solved|was a mistake|withdrew|fixed it|so i came to you|autocorrect)\b/u,
  friendly:
    /\b(?:thanks(?! for nothing)|thank you|please|pls|lol|haha\w*|love(?! of god)|lovely|great|awesome|fantastic|so good|delicious|happy|cute|pretty|sorry|yay|wow|best)\b/u,
  asking:
    /^(?:what'?s a|what is a|how do i|can i|could i|is there|is it|is this|do you (?!think|even)|where can|am i)\b/u,
  clauses: /[.!?;\n]+\s*/u,
}
