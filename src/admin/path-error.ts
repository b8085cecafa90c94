/** What is in the way of a file that a person has named, in words that name it; any other error stays as it is. */
import { dirname } from 'node:path'
import { InvalidInput, NotFound } from '../errors.ts'

const ABSENT = new Set(['ENOENT', 'ENOTDIR'])
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS'])

/** What to throw when reading failed: NotFound `path_not_found`, InvalidInput `path_is_folder` or `path_denied`. */
export function cannotRead(path: string, cause: unknown, wanted = 'file'): unknown {
  const code = codeOf(cause)
  if (ABSENT.has(code)) {
    return new NotFound('path_not_found', `There is no ${wanted} ${path}.`, {
      remedy: 'Check the path; it starts at the folder that you are in.',
      value: path,
      cause,
    })
  }
  if (code === 'EISDIR') return isFolder(path, cause)
  return DENIED.has(code) ? denied(path, 'read', cause) : cause
}

/** The same for writing, where it is the folder that may be absent. */
export function cannotWrite(path: string, cause: unknown): unknown {
  const code = codeOf(cause)
  if (ABSENT.has(code)) {
    return new NotFound('path_not_found', `There is no folder ${dirname(path)} to write ${path} in.`, {
      remedy: 'Make the folder, or name another place.',
      value: path,
      cause,
    })
  }
  if (code === 'EISDIR') return isFolder(path, cause)
  return DENIED.has(code) ? denied(path, 'written', cause) : cause
}

export function isFolder(path: string, cause?: unknown): InvalidInput {
  return new InvalidInput('path_is_folder', `${path} is a folder; a file is wanted.`, {
    remedy: 'Name a file in it.',
    value: path,
    cause,
  })
}

function denied(path: string, done: 'read' | 'written', cause: unknown): InvalidInput {
  return new InvalidInput('path_denied', `${path} may not be ${done} by the user that runs this.`, {
    remedy: 'Change its permissions or those of its folder, or run the command as its owner.',
    value: path,
    cause,
  })
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? ''
