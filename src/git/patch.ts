import { CouldNotCheck } from '../errors.ts'
import { finished, type GitPlace, gitFailed, runGit, startSilentGit } from './process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, readRawDiff } from './raw-diff.ts'

/** How many lines were added and removed; null: git takes the content for no text. */
export type LineCounts = { readonly added: number; readonly removed: number } | null

/** Called for each line that was added or removed, without its mark and cut where nobody reads on. */
export type OnLine = (mark: '+' | '-', text: string) => void

export interface PatchedFile extends RawChange {
  readonly lines: LineCounts
}

/** So much of a line is worth looking at, in bytes. */
const LONGEST_LINE = 2000

const FILE = 0o170000
/** A file that becomes a link is printed twice: as one that goes and one that comes. */
const isTwice = ({ old, new: now }: RawChange): boolean => {
  const [before, after] = [Number.parseInt(old.mode, 8) & FILE, Number.parseInt(now.mode, 8) & FILE]
  return before !== 0 && after !== 0 && before !== after
}

/**
 * The net change from one tree to another, with the lines of each file as far as `wants` asks for them; `place` is an
 * isolated one. One git lists the paths (with NUL bytes, which no name can have), another prints the patch, in the same
 * order: a path is never read from a patch, and a line of a file, which may look like anything, is counted off by its hunk.
 * @throws {CouldNotCheck} when an object is missing, or git prints what is not known.
 */
export async function readPatch(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  from: string,
  to: string,
  wants: (change: RawChange) => OnLine | null,
): Promise<readonly PatchedFile[]> {
  const listed = await runGit(place, ['diff-tree', ...RAW_DIFF_OPTIONS, from, to, '--'])
  const changes = readRawDiff(listed, objectFormat, () => true)
  const printed = changes.flatMap((change) => (isTwice(change) ? [change, change] : [change]))
  const counts = new Map<RawChange, { added: number; removed: number; binary: boolean }>()
  let at = -1
  let onLine: OnLine | null = null
  const begin = () => {
    const change = printed[++at]
    if (change === undefined) throw new CouldNotCheck('git printed changes of more files than it listed')
    if (!counts.has(change)) counts.set(change, { added: 0, removed: 0, binary: false })
    onLine = wants(change)
  }
  await walkPatch(place, from, to, {
    begin,
    binary: () => {
      counts.get(printed[at]!)!.binary = true
    },
    line: (mark, bytes) => {
      counts.get(printed[at]!)![mark === '+' ? 'added' : 'removed'] += 1
      onLine?.(mark, bytes.toString('utf8'))
    },
  })
  if (at !== printed.length - 1) throw new CouldNotCheck('git printed changes of fewer files than it listed')
  return changes.map((change) => {
    const { added, removed, binary } = counts.get(change)!
    return { ...change, lines: binary ? null : { added, removed } }
  })
}

interface PatchReader {
  readonly begin: () => void
  readonly binary: () => void
  readonly line: (mark: '+' | '-', bytes: Buffer) => void
}

/** Without context, and by nobody's configuration. */
const PATCH_OPTIONS = [
  '-r',
  '-p',
  '--unified=0',
  '--inter-hunk-context=0',
  '--full-index',
  '--no-renames',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
  '--submodule=short',
  '--src-prefix=a/',
  '--dst-prefix=b/',
]

/**
 * Reads a patch as it arrives:
 *
 *     diff --git a/x b/x
 *     index …
 *     @@ -1,2 +1 @@ …
 *     -two lines that may look like anything
 *     -diff --git a/y b/y
 *     +one line
 *     \ No newline at end of file
 */
async function walkPatch(place: GitPlace, from: string, to: string, reader: PatchReader): Promise<void> {
  const args = ['diff-tree', ...PATCH_OPTIONS, from, to, '--']
  const child = startSilentGit(place, args)
  const ended = finished(child)
  let left = { '-': 0, '+': 0 }
  const line = (bytes: Buffer) => {
    const mark = bytes[0] === MINUS ? '-' : bytes[0] === PLUS ? '+' : null
    if (mark !== null && left[mark] > 0) {
      left[mark] -= 1
      reader.line(mark, bytes.subarray(1))
      return
    }
    const text = bytes.toString('latin1')
    if (left['-'] + left['+'] > 0) {
      if (!text.startsWith('\\')) throw new CouldNotCheck('git printed a hunk with other lines than it said')
    } else if (text.startsWith('diff --git ')) reader.begin()
    else if (text.startsWith('Binary files ')) reader.binary()
    else if (text.startsWith('@@ ')) left = hunk(text)
  }

  let failure: unknown = null
  let rest: Buffer[] = []
  let held = 0
  const keep = (bytes: Buffer) => {
    if (held < LONGEST_LINE) rest.push(bytes.subarray(0, LONGEST_LINE - held))
    held += bytes.length
  }
  const flush = (bytes: Buffer) => {
    keep(bytes)
    line(rest.length === 1 ? rest[0]! : Buffer.concat(rest))
    rest = []
    held = 0
  }
  child.stdout.on('data', (chunk: Buffer) => {
    if (failure !== null) return
    try {
      let at = 0
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, at)) {
        flush(chunk.subarray(at, end))
        at = end + 1
      }
      if (at < chunk.length) keep(chunk.subarray(at))
    } catch (error) {
      failure = error
      child.kill()
    }
  })
  const result = await ended
  if (failure !== null) throw failure
  if (result.status !== 0) throw gitFailed(args, result)
  if (left['-'] + left['+'] > 0 || held > 0) throw new CouldNotCheck('git ended in the middle of a patch')
}

const [LF, MINUS, PLUS] = [...Buffer.from('\n-+')] as [number, number, number]

/** `@@ -<line>[,<count>] +<line>[,<count>] @@`, where one line goes without saying. */
function hunk(text: string): { '-': number; '+': number } {
  const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text)
  if (!counts) throw new CouldNotCheck('git printed a hunk in a form that is not known')
  return { '-': Number(counts[1] ?? 1), '+': Number(counts[2] ?? 1) }
}
