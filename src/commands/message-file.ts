import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SignOffFile } from '../collect/sign-offs/outside-sign-offs.ts'
import { UsageError } from '../errors.ts'

/** The bytes of a message file. @throws {UsageError} when it cannot be read. */
export function readMessage(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(`the message file cannot be read: ${(error as Error).message}`)
  }
}

/** So much of a file of sign-offs is read: some hundred of them, or one that covers some thousand files. */
const MOST_BYTES = 1024 * 1024

/** The text of a file of sign-offs, by its name as it was given. @throws {UsageError} when it cannot be read. */
export function readSignOffs(name: string, cwd: string): SignOffFile {
  const file = resolve(cwd, name)
  try {
    if (statSync(file).size <= MOST_BYTES) return { name, text: readFileSync(file, 'utf8') }
  } catch (error) {
    throw new UsageError(`the file of sign-offs cannot be read: ${(error as Error).message}`)
  }
  throw new UsageError(`the file of sign-offs is larger than ${MOST_BYTES / 1024} KiB`)
}
