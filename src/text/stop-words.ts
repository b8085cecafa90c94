import english from 'natural/lib/natural/util/stopwords.js'
import chinese from 'natural/lib/natural/util/stopwords_zh.js'

/** Words of natural's lists that carry the meaning of a short question: negations, question words, amounts. */
const KEPT = new Set(
  (
    '不 没 几 多 什 谁 哪 么 小 月 日 时 年 ' +
    'no not nor how what when where which who whom why can cannot could should would off out over under again more most'
  )
    .split(' ')
    .filter(Boolean),
)
/** Function words natural's lists lack: single characters and the polite frame of a question. */
const ADDED =
  '吧 呀 哦 嗯 哈 啦 么 呗 哟 您 请问 请 麻烦 一下 亲 那个 这个 就是 可以 能 会 your my me i the a an is are was were be been am do does did have has had of to in on at for and or it its this that these those please'

const STOP_WORDS: ReadonlySet<string> = new Set(
  [...english.words, ...chinese.words, ...ADDED.split(' ')].filter(word => /[\p{L}]/u.test(word) && !KEPT.has(word)),
)

/** Whether a normalised, unstemmed word says nothing about the topic. Source: natural's lists, minus negations and question words. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word)
}
