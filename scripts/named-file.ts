/** Files that the command line names: what is wrong with the path is told by its name, not as a fault of ours. */
import { readFileSync, type Stats, statSync, type WriteFileOptions, writeFileSync } from 'node:fs'
import { cannotRead, cannotWrite } from '../src/admin/path-error.ts'

/** @throws NotFound `path_not_found`; InvalidInput `path_is_folder` or `path_denied`. */
export function readNamed(path: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw cannotRead(path, cause)
  }
}

/** Of a file or a folder. @throws NotFound `path_not_found`; InvalidInput `path_denied`. */
export function statNamed(path: string): Stats {
  try {
    return statSync(path)
  } catch (cause) {
    throw cannotRead(path, cause, 'file or folder')
  }
}

/** @throws NotFound `path_not_found`; InvalidInput `path_is_folder` or `path_denied`. */
export function writeNamed(path: string, content: string | Uint8Array, options?: WriteFileOptions): void {
  try {
    writeFileSync(path, content, options)
  } catch (cause) {
    throw cannotWrite(path, cause)
  }
}
