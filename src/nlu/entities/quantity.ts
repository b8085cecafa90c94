import { type EntityFinder, entityAt } from './entity-finder.ts'
import { AMOUNT, readAmount } from './numeral.ts'

/** The unit in a value, and the words for it. Measure words that mean one thing of a kind are all `piece`. */
const UNITS: Readonly<Record<string, string>> = {
  piece: '件 个 只 条 张 台 把 本 支 根 块 片 颗 粒 枚 部 pieces piece pcs pc items item units unit',
  pair: '双 对 pairs pair',
  set: '套 sets set',
  box: '盒 箱 boxes box cartons carton',
  bag: '袋 包 bags bag packs pack packets packet',
  bottle: '瓶 bottles bottle',
  can: '罐 听 cans can tins tin',
  cup: '杯 cups cup mugs mug',
  person: '位 人 people persons person guests guest',
  kg: '公斤 千克 kilograms kilogram kilos kilo kg kgs',
  jin: '斤',
  g: '克 grams gram g',
  mg: '毫克 mg',
  t: '吨 tonnes tonne tons ton',
  lb: '磅 lbs lb',
  oz: '盎司 ounces ounce oz',
  l: '升 litres litre liters liter l',
  ml: '毫升 millilitres milliliters ml',
  km: '公里 千米 kilometres kilometers kilometer km',
  m: '米 metres metre meters meter m',
  cm: '厘米 公分 centimetres centimeters cm',
  mm: '毫米 mm',
  in: '英寸 寸 inches inch',
  m2: '平方米 平米 sqm',
}
const UNIT_OF = new Map(Object.entries(UNITS).flatMap(([unit, words]) => words.split(' ').map(word => [word, unit])))
const WORDS = [...UNIT_OF.keys()].sort((a, b) => b.length - a.length)
const HAN_UNIT = WORDS.filter(word => /\p{Script=Han}/u.test(word)).join('|')
const LATIN_UNIT = WORDS.filter(word => /^[a-z]/.test(word)).join('|')
/** 第一件 is an ordinal, 一个 an article, 三个月 a duration, 5本书店 a shop; 三人行 a saying is left to be wrong. */
const QUANTITY = new RegExp(
  String.raw`(?<!\d[.,])(?<![\d/第每零〇一二两三四五六七八九十百千万亿a-z])(?!一(?:个|位|人|把|片|块|本|条|对|套|包|起)|三包|零件|one can)(${AMOUNT})[多来余]? ?` +
    String.raw`(?:(${HAN_UNIT})(?!月|小时|钟头|工作日|星期|礼拜|问题|事|人?工|性|体|子|们|面|级|员|[多来]月|邮|裹|装|退|换|括|含|吗|比|于|方|数|置|分)(半(?![个斤]))?|(${LATIN_UNIT})(?![a-z0-9'-]))`,
  'gi',
)

/** 5G is a network, 2M a size of a file. */
const MAGNITUDE = /^[GMT]$/

/** A number with its unit in zh and en: 3件, 两三个, 2.5kg, 半斤, "two boxes"; the value is like `2.5 kg`, the unit as in UNITS. */
export const findQuantities: EntityFinder = text => {
  const found = [...text.matchAll(QUANTITY)].flatMap(match => {
    const [whole, words, chinese, half, latin] = match
    const number = readAmount(words!)
    const unit = UNIT_OF.get(chinese ?? latin!.toLowerCase())
    if (number === undefined || number === '0' || unit === undefined || MAGNITUDE.test(latin ?? '')) return []
    const value = half !== undefined && !number.includes('-') ? Number(number) + 0.5 : number
    return [entityAt(text, 'quantity', match.index, match.index + whole.length, `${value} ${unit}`)]
  })
  for (const match of text.matchAll(HALF)) {
    found.push(
      entityAt(
        text,
        'quantity',
        match.index,
        match.index + match[0].length,
        `0.5 ${UNIT_OF.get(match[1]!) ?? 'piece'}`,
      ),
    )
  }
  return found
}

const HALF = /(?<![一二两三四五六七八九十百\d])半(斤|公斤|吨|升|米|箱|盒|瓶|杯|袋|公里)/g
