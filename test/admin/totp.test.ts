/** One-time codes: the vectors of RFC 6238, appendix B (their last six digits), and RFC 4648 for the key. */
import { expect, test } from 'vitest'
import { codeAt, otpauthUri, stepOf, toBase32 } from '../../src/admin/totp.ts'

const SECRET = Buffer.from('12345678901234567890')

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i s the code is %s', (seconds, code) => {
  expect(codeAt(SECRET, Math.floor(seconds / 30))).toBe(code)
  expect(stepOf(SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30))
})

test('a code counts one step early and one late, and no further', () => {
  const code = codeAt(SECRET, 1000)
  expect([-61, -30, 0, 29, 30, 59, 60].map(s => stepOf(SECRET, code, (30_000 + s) * 1000))).toEqual([
    undefined,
    1000,
    1000,
    1000,
    1000,
    1000,
    undefined,
  ])
  for (const wrong of ['', '12345', '1234567', 'abcdef', '００１２３４'])
    expect(stepOf(SECRET, wrong, 90_000)).toBeUndefined()
})

test('the key is written in base 32, and the link names who and where', () => {
  expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
  expect(otpauthUri(SECRET, 'Yingda', 'mei+x@example.com')).toBe(
    'otpauth://totp/Yingda:mei%2Bx%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Yingda',
  )
})
