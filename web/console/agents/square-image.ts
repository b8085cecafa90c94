/** Pixels a side: sharp on a desk at twice its size, and far below what the server takes. */
const SIDE = 256
const TYPE = 'image/webp'

/**
 * The middle square of a picture, small, drawn anew in this browser: what a camera wrote beside it (place, device) is
 * gone. Fails where the file is no picture.
 */
export async function squareImage(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const side = Math.min(picture.width, picture.height)
  const canvas = document.createElement('canvas')
  canvas.width = SIDE
  canvas.height = SIDE
  const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2]
  canvas.getContext('2d')?.drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE)
  picture.close()
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, TYPE, 0.9))
  if (blob === null) throw new Error('the browser could not write the picture')
  return blob
}
