import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'

/** The bytes of a message file. @throws {UsageError} when it cannot be read. */
export function readMessage(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(`the message file cannot be read: ${(error as Error).message}`)
  }
}
