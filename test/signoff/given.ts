import { createHash } from 'node:crypto'
import { RAW_DIFF_OPTIONS, readRawDiff } from '../../src/git/raw-diff.ts'
import { SIGN_OFF_REFS } from '../../src/ref-law.ts'
import { type SignOff, writeBlock } from '../../src/signoff/block.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { sign } from '../../src/signoff/sign.ts'
import { writeStatement } from '../../src/signoff/statement.ts'
import type { TestRepository } from '../support/repository.ts'
import { jane } from './sign-offs.ts'

/** What differs between two trees, limited to these paths if there are any, as a sign-off names it. */
export function coversBetween(
  repository: TestRepository,
  old: string,
  now: string,
  ...paths: readonly string[]
): readonly Cover[] {
  const diff = repository.tryGit(['diff-tree', ...RAW_DIFF_OPTIONS, `${old}^{tree}`, `${now}^{tree}`, '--', ...paths])
  if (diff.status !== 0) throw new Error(diff.stderr)
  // `:<mode> <mode> <id> …`
  const format = /^:\S+ \S+ [0-9a-f]{64} /.test(diff.stdout) ? 'sha256' : 'sha1'
  return readRawDiff(diff.bytes, format, () => true)
}

/** Half a day after the commits of the test repositories, in seconds since 1970. */
export const LATER = 1_700_043_200

/** A sign-off by Jane, unsigned and made later than all commits, unless it is said otherwise. */
export const aSignOff = (covers: readonly Cover[], more: Partial<SignOff> = {}): SignOff => ({
  ...{ signer: jane, made: writeMade(LATER), signature: null },
  ...more,
  covers,
})

/** The block of a sign-off that is signed with the key in this file, for the repository of this id. */
export async function signedBlock(signOff: SignOff, key: string, repository: string): Promise<string> {
  const { covers, made, signer } = signOff
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' }
  const statement = writeStatement({ repository, signer: signer.email, made, covers })
  return writeBlock({
    ...signOff,
    signature: await sign({ cwd: '/', env }, { kind: 'file', path: key }, statement, () => {}),
  })
}

/** Puts text outside of the branch, as somebody pushes it: by default under the digest of its bytes. Gives the ref. */
export function putOutside(repository: TestRepository, text: string | Buffer, name?: string): string {
  const oid = repository.run('git', ['hash-object', '-w', '--stdin'], { input: text }).stdout.trim()
  const ref = SIGN_OFF_REFS + (name ?? createHash('sha256').update(text).digest('hex'))
  repository.git('update-ref', ref, oid)
  return ref
}

/** Writes many texts as blobs by one process; gives their ids. */
export function writeBlobs(repository: TestRepository, texts: readonly string[]): readonly string[] {
  const one = (text: string, mark: number) => `blob\nmark :${mark}\ndata ${Buffer.byteLength(text)}\n${text}\n`
  const input = texts.map((text, at) => `${one(text, at + 1)}get-mark :${at + 1}\n`).join('')
  return repository.run('git', ['fast-import', '--quiet'], { input }).stdout.split('\n').filter(Boolean)
}
