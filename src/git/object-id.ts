import { hexDigest } from '../digest.ts'

/** The id that git gives an object of this type and content. */
export function objectId(format: 'sha1' | 'sha256', type: string, content: Buffer): string {
  return hexDigest(format, `${type} ${content.length}\0`, content)
}
