import { createHash } from 'node:crypto'

/** The id that git gives an object of this type and content. */
export function objectId(format: 'sha1' | 'sha256', type: string, content: Buffer): string {
  return createHash(format).update(`${type} ${content.length}\0`).update(content).digest('hex')
}
