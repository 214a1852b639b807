import type { AlmostSignOff } from '../../change.ts'
import { readObjects } from '../../git/object-stream.ts'
import { type GitPlace, runGit } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { LARGEST_SIGN_OFF, SIGN_OFF_REFS } from '../../ref-law.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import { CLOCKS_APART, madeAt } from '../../signoff/made.ts'
import { readBlocks } from '../../signoff/read-blocks.ts'
import { signOffIn, signOffRef } from './sign-off-blob.ts'

/** Whoever can push where no server of ours stands can push many, and large ones. */
const MOST_REFS = 10_000
const MOST_BYTES_OF_ALL = 32 * 1024 * 1024
/** So many that are damaged are told one by one. */
const MOST_TOLD = 20

/** A file of sign-offs that whoever checks has named. */
export interface SignOffFile {
  readonly name: string
  readonly text: string
}

/** Sign-offs that no commit carries, and what looks like one and is none. */
export interface OutsideSignOffs {
  readonly blocks: readonly SignOffBlock[]
  readonly almost: readonly AlmostSignOff[]
}

/**
 * Reads the sign-offs outside of any branch: of the refs of this repository, as far as they were fetched, and of a file.
 * `place` is an isolated one; `now` in seconds since 1970. What is not exactly a sign-off under its own digest is left out
 * and told, and so is one that says it was made in the future: no commit shows when it came.
 */
export async function outsideSignOffs(
  repository: Repository,
  place: GitPlace,
  file: SignOffFile | null,
  now: number,
): Promise<OutsideSignOffs> {
  const blocks: SignOffBlock[] = []
  const almost: AlmostSignOff[] = []
  let untold = 0
  const damaged = (where: string, text: string, line = 1) => {
    if (almost.length < MOST_TOLD) almost.push({ commit: null, where, line, text })
    else untold += 1
  }
  const take = (block: SignOffBlock, where: string) => {
    if (madeAt(block.made)! > now + CLOCKS_APART) damaged(where, 'it says that it was made in the future', block.line)
    else blocks.push(block)
  }
  if (file !== null) {
    const found = readBlocks(file.text)
    for (const { line, text } of found.nearMisses) damaged(file.name, text, line)
    for (const block of found.blocks) take(block, file.name)
    if (found.blocks.length === 0 && found.nearMisses.length === 0) damaged(file.name, 'there is none in the file')
  }
  const listed = await listRefs(repository)
  if (listed.length > MOST_REFS) damaged(SIGN_OFF_REFS, `there are more than ${MOST_REFS}, and the rest is not read`)
  for (const { ref, content } of await readRefs(place, listed.slice(0, MOST_REFS), damaged)) {
    const block = signOffIn(content)
    if (block === null) damaged(ref, 'it is not one sign-off and nothing else')
    else take(block, ref)
  }
  if (untold > 0) almost.push({ commit: null, where: SIGN_OFF_REFS, line: 1, text: `and ${untold} more like these` })
  return { blocks, almost }
}

interface ListedRef {
  readonly ref: string
  readonly oid: string
}

async function listRefs({ place }: Repository): Promise<readonly ListedRef[]> {
  const args = ['for-each-ref', `--count=${MOST_REFS + 1}`, '--format=%(objectname) %(refname)', SIGN_OFF_REFS]
  const listed = (await runGit(place, args)).toString('utf8')
  return listed.split('\n').flatMap((line) => {
    const blank = line.indexOf(' ')
    return blank < 0 ? [] : [{ oid: line.slice(0, blank), ref: line.slice(blank + 1) }]
  })
}

/**
 * The blobs under their own names. Sizes are asked first, so that nothing large is ever read, and small ones come first:
 * what most people sign is small, and what is made to leave no room for it is not.
 */
async function readRefs(
  place: GitPlace,
  refs: readonly ListedRef[],
  damaged: (where: string, text: string) => void,
): Promise<readonly (ListedRef & { readonly content: Buffer })[]> {
  if (refs.length === 0) return []
  const asked = refs.map(({ oid }) => `${oid}\n`).join('')
  // `<oid> <type> <size>` each, or `<oid> missing`.
  const sizes = (await runGit(place, ['cat-file', '--batch-check'], asked)).toString('latin1').split('\n')
  const blobs = refs.flatMap((each, index) => {
    const [, type, size] = sizes[index]!.split(' ')
    if (type !== 'blob') damaged(each.ref, 'it is no blob that is here')
    else if (Number(size) > LARGEST_SIGN_OFF) damaged(each.ref, `it is larger than ${LARGEST_SIGN_OFF / 1024} KiB`)
    else return { ...each, size: Number(size) }
    return []
  })
  let all = 0
  const readable = blobs
    .toSorted((one, other) => one.size - other.size)
    .filter(({ ref, size }) => {
      all += size
      if (all > MOST_BYTES_OF_ALL) damaged(ref, 'there are too many to read them all')
      return all <= MOST_BYTES_OF_ALL
    })
  const objects = await readObjects(
    place,
    readable.map(({ oid }) => oid),
  )
  return readable.flatMap((each, index) => {
    const content = objects[index]?.content
    if (content !== undefined && signOffRef(content) === each.ref) return [{ ...each, content }]
    damaged(each.ref, 'the name of its ref is not the digest of its content')
    return []
  })
}
