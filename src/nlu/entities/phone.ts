import { findPhoneNumbersInText } from 'libphonenumber-js/min'
import { type EntityFinder, entityAt } from './entity-finder.ts'

/** A national number is read as one of this country. */
const DEFAULT_COUNTRY = 'CN'
/** The library needs milliseconds: texts without seven digits cannot hold a number. */
const ENOUGH_DIGITS = /\d(?:\D{0,3}\d){6}/
/** 2026-11-05 would be a valid number of eight digits. */
const DAY = /^\d{4}([-/.])\d{1,2}\1\d{1,2}$/
/** Han beside a number hides it from the library, which looks for word borders. */
const HAN = /\p{Script=Han}/gu

/** Phone numbers, Chinese ones also without country code (mobile and fixed line); the value is E.164. Source: libphonenumber. */
export const findPhones: EntityFinder = text => {
  if (!ENOUGH_DIGITS.test(text)) return []
  const spaced = text.replace(HAN, character => '|'.repeat(character.length))
  return findPhoneNumbersInText(spaced, { defaultCountry: DEFAULT_COUNTRY })
    .map(({ startsAt, endsAt, number }) => entityAt(text, 'phone', startsAt, endsAt, number.number))
    .filter(entity => !DAY.test(entity.text))
}
