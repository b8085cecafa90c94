/** Opens the programs that stand in `*.wat` and are built into `*.wasm.ts` (`npm run build:wasm`). */

/** Bytes that a memory grows by. */
export const PAGE = 65_536

/** A new instance of a program (base64), its memory grown by so many bytes. Each instance has a memory of its own. */
export function openWasm<Exports extends { memory: WebAssembly.Memory }>(program: string, bytes: number): Exports {
  const module = new WebAssembly.Module(Buffer.from(program, 'base64'))
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports
  exports.memory.grow(Math.ceil(bytes / PAGE))
  return exports
}
