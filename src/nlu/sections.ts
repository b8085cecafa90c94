import { InvalidInput } from '../errors.ts'

/** A named run of numbers or bytes in a file. */
export interface Section {
  name: string
  data: Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array
}

/** Every section begins at a multiple of this, so that typed arrays can look at it in place. */
const ALIGNMENT = 8

/** Length of the table (uint32, little-endian), the table as JSON `[name, offset, bytes][]`, then the sections. */
export function writeSections(sections: readonly Section[]): Uint8Array {
  let end = 0
  const table = sections.map(({ name, data }) => {
    const offset = align(end)
    end = offset + data.byteLength
    return [name, offset, data.byteLength] as const
  })
  const head = new TextEncoder().encode(JSON.stringify(table))
  const start = align(4 + head.length)
  const bytes = new Uint8Array(start + end)
  new DataView(bytes.buffer).setUint32(0, head.length, true)
  bytes.set(head, 4)
  sections.forEach(({ data }, i) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + table[i]![1])
  })
  return bytes
}

/** Reads what `writeSections` wrote; `bytes` must start its own buffer. A missing section throws `model_damaged`. */
export function readSections(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const length = view.getUint32(0, true)
  const table = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as [string, number, number][]
  const start = align(4 + length)
  const find = (name: string) => {
    const entry = table.find(([known]) => known === name)
    if (entry) return { offset: bytes.byteOffset + start + entry[1], bytes: entry[2] }
    throw new InvalidInput('model_damaged', `The model lacks its part ${name}.`, { remedy: 'Train the model again.' })
  }
  const text = (name: string) => {
    const { offset, bytes: size } = find(name)
    return new TextDecoder().decode(new Uint8Array(bytes.buffer, offset, size))
  }
  return {
    text,
    lines: (name: string) => text(name).split('\n'),
    uint16: (name: string) => new Uint16Array(bytes.buffer, find(name).offset, find(name).bytes / 2),
    int16: (name: string) => new Int16Array(bytes.buffer, find(name).offset, find(name).bytes / 2),
    uint32: (name: string) => new Uint32Array(bytes.buffer, find(name).offset, find(name).bytes / 4),
    float32: (name: string) => new Float32Array(bytes.buffer, find(name).offset, find(name).bytes / 4),
  }
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT
}
