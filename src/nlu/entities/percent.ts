import { type EntityFinder, entityAt } from './entity-finder.ts'
import { AMOUNT, DIGIT_NUMERAL, HAN_NUMERAL, readAmount } from './numeral.ts'

const AFTER = new RegExp(String.raw`(?<!\d[.,])(?<![\da-z])(${AMOUNT}) ?(?:%|percent(?![a-z])|per cent(?![a-z]))`, 'gi')
const CHINESE = new RegExp(`百分之(${DIGIT_NUMERAL}|百|${HAN_NUMERAL})`, 'gi')

/** Shares of a hundred in zh and en: 15%, 百分之十五, "fifteen percent"; the value is like `15%`, `10-20%`. */
export const findPercents: EntityFinder = text =>
  [AFTER, CHINESE].flatMap(pattern =>
    [...text.matchAll(pattern)].flatMap(match => {
      const share = match[1] === '百' ? '100' : readAmount(match[1]!)
      return share === undefined
        ? []
        : [entityAt(text, 'percent', match.index, match.index + match[0].length, `${share}%`)]
    }),
  )
