/** Pictures are known by their own bytes. */
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readImageHead } from '../../src/admin/image-type.ts'
import { pngOf } from '../helpers/images.ts'

test('knows PNG, JPEG and WebP with their sizes', () => {
  expect(readImageHead(pngOf(3, 2))).toEqual({ type: 'image/png', width: 3, height: 2 })
  const jpeg = Buffer.from(
    'ffd8ffe000104a46494600010100000100010000ffdb00040000ffc00011080020004003012200021101031101',
    'hex',
  )
  expect(readImageHead(jpeg)).toEqual({ type: 'image/jpeg', width: 64, height: 32 })
  const webp = (chunk: string, rest: string) =>
    Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${chunk}\0\0\0\0`, 'latin1'), Buffer.from(rest, 'hex')])
  expect(readImageHead(webp('VP8X', '00000000ff0100 0f0000 0000'.replaceAll(' ', '')))).toEqual({
    type: 'image/webp',
    width: 512,
    height: 16,
  })
  expect(readImageHead(webp('VP8L', '2f1f4007000000000000'))).toEqual({ type: 'image/webp', width: 32, height: 30 })
  expect(readImageHead(webp('VP8 ', '9d012a9d012a40003000'))).toMatchObject({
    type: 'image/webp',
    width: 64,
    height: 48,
  })
})

test.each([
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['HTML', '<!doctype html><script>alert(1)</script>'],
  ['GIF', 'GIF89a\x01\x00\x01\x00/*alert(1)*/=1;'],
  ['PDF', '%PDF-1.7 /JavaScript'],
  ['a PNG signature alone', '\x89PNG\r\n\x1a\n'],
  ['a JPEG without a frame', '\xff\xd8\xff\xe0\x00\x02\xff\xe1\x00\x02'],
  ['a RIFF that is sound', `RIFF\0\0\0\0WAVEfmt ${'\0'.repeat(30)}`],
  ['nothing', ''],
])('does not take %s for one', (_, text) => {
  expect(readImageHead(Buffer.from(text, 'latin1'))).toBeUndefined()
})

test('stops in any bytes', () => {
  for (let i = 0; i < 2000; i++)
    readImageHead(
      Buffer.concat([Buffer.from([0xff, 0xd8]), deflateSync(Buffer.from(`${i}`)), Buffer.alloc(i % 7, 0xff)]),
    )
})
