import type { Change } from './change.ts'
import type { Fix } from './finding.ts'
import { pathspec } from './git/pathspec.ts'
import { quotePath } from './git/quoted-path.ts'
import type { Policy } from './policy/policy.ts'
import { REQUEST } from './policy/requests.ts'
import type { Remedy, Said } from './rules/rule.ts'

/** How to call precheck so that it is found without the network: `npx --no-install precheck`, or a path. */
export type Command = readonly string[]

/** Through the packages of the repository: a bare `npx precheck` runs whoever owns that name. */
export const BY_PACKAGES: Command = ['npx', '--no-install', 'precheck']

/** How precheck is called in another clone, where no path of this machine leads to it. */
export const calledElsewhere = (isPackage: boolean): Command => (isPackage ? BY_PACKAGES : ['precheck'])

/** Who applies a remedy. */
export interface Reader {
  readonly command: Command
  /** The commits stand on a server by then, so that to rewrite one is said with a word more. */
  readonly published?: boolean
}

/**
 * Says how the reader applies a remedy. A commit that a hook refused does not exist, and nobody but its author's own
 * command can make it again (`-a`, paths, `--amend`, `--author` cannot be seen from a hook): that command is repeated
 * with more arguments. One that exists is rewritten or signed off by a command of ours.
 */
export function fixOf(said: Said, change: Change, policy: Policy, reader: Reader): Fix | null {
  const { remedy } = said
  if (remedy === null) return null
  return change.kind === 'message' || change.kind === 'staged'
    ? beforeCommit(remedy, said, change, policy, reader.command)
    : afterCommit(remedy, said, change, policy, reader)
}

function beforeCommit(remedy: Remedy, said: Said, change: Change, policy: Policy, command: Command): Fix {
  const message = said.spot.commit?.message ?? ''
  if ('trailers' in remedy) return repeatWith(remedy.trailers, message, noted(remedy))
  if ('keep' in remedy) return { kind: 'repeat', args: [], note: remedy.note }
  if ('signOff' in remedy) {
    const argv = [...command, 'signoff', '--staged']
    const path = requestable(said.spot)
    if (policy.guardedAt === 'commit' || path === null)
      return { kind: 'command', argv, note: 'a person runs "signoff", then repeat the command' }
    const note = `or a person signs it off first, on their own terminal: ${argv.join(' ')}`
    return repeatWith([`${REQUEST}: ${path}`], message, { note })
  }
  if ('leaveOut' in remedy) {
    // HEAD is no source: the commit that is amended may be what has the path. And without --force git keeps what was
    // changed again since it was staged; with --cached it touches nothing but the index.
    const undo =
      change.base === null
        ? ['git', 'rm', '--cached', '--force']
        : ['git', 'restore', '--staged', `--source=${change.base}`]
    return {
      kind: 'command',
      argv: [...undo, '--', pathspec(remedy.leaveOut)],
      note: 'then run the same git command again, without -a and without naming the path',
    }
  }
  if ('command' in remedy) return { kind: 'command', argv: remedy.command, ...noted(remedy) }
  if ('squash' in remedy) return { kind: 'manual', note: 'squash it before the change lands' }
  return { kind: 'repeat', args: [], note: remedy.note }
}

/** A path as a trailer asks for its sign-off; null: there is none, or one that no trailer can hold. */
function requestable({ change, path }: Said['spot']): string | null {
  const written = onOneLine(change?.path ?? path ?? '')
  // A trailer loses the blank that a path begins or ends with, and git's quoting keeps it outside of quotes.
  return written === '' || written !== written.trim() ? null : written
}

/**
 * `git commit --trailer` before 2.42 takes a line that begins with `---` for the end of the message, as mails have one,
 * and puts the trailer above it. Whoever reads a commit knows no such line, so there it is no trailer.
 */
const DIVIDER = /^---(?:[ \t\n\v\f\r]|$)/m

function repeatWith(trailers: readonly string[], message: string, noted: { note?: string }): Fix {
  if (!DIVIDER.test(message)) {
    return { kind: 'repeat', args: trailers.flatMap((line) => ['--trailer', line]), ...noted }
  }
  const lines = trailers.map((line) => `"${line}"`).join(' and ')
  const byHand = `end the message with ${lines}, in its last paragraph: "--trailer" would put it above the "---" line, where it is not read`
  return { kind: 'repeat', args: [], note: noted.note === undefined ? byHand : `${byHand}; ${noted.note}` }
}

function afterCommit(
  remedy: Remedy,
  { message, spot }: Said,
  change: Change,
  policy: Policy,
  { command, published }: Reader,
): Fix {
  const sha = spot.commit?.sha ?? change.head ?? 'HEAD'
  const mend = [...command, 'mend', sha, ...(published ? ['--published'] : [])]
  if ('trailers' in remedy) {
    return {
      kind: 'command',
      argv: [...mend, ...remedy.trailers.flatMap((line) => ['--trailer', line])],
      ...noted(remedy),
    }
  }
  if ('keep' in remedy) {
    const { key, value } = remedy.keep
    return { kind: 'command', argv: [...mend, '--trailer', value === null ? `${key}:` : `${key}: ${value}`] }
  }
  if ('signOff' in remedy) {
    const range = change.named ?? (change.base === null ? sha : `${change.base}..${change.head}`)
    const argv = [...command, 'signoff', range]
    const path = requestable(spot)
    // What its author asks for goes on; only where it lands a person is waited for.
    if (change.at === 'hook' && message === 'needs-sign-off' && policy.guardedAt === 'request' && path !== null) {
      const note = `or a person signs it off first, on their own terminal: ${argv.join(' ')}`
      return { kind: 'command', argv: [...mend, '--trailer', `${REQUEST}: ${path}`], note }
    }
    return { kind: 'command', argv, note: 'a person runs "signoff", on their own terminal' }
  }
  if ('leaveOut' in remedy) {
    const path = onOneLine(remedy.leaveOut)
    return {
      kind: 'command',
      // What begins with a hyphen would be taken for an option.
      argv: [...mend, '--leave-out', path.startsWith('-') ? `./${path}` : path],
      note: 'the work tree keeps it. If it is a secret and was pushed, revoke it: whoever has fetched the commit has it',
    }
  }
  if ('squash' in remedy) {
    const onto = change.mergeBases[0] ?? change.base ?? '--root'
    return {
      kind: 'command',
      argv: ['git', '-c', 'sequence.editor=:', '-c', 'core.editor=:', 'rebase', '-i', '--autosquash', onto],
      ...(change.commits.some(({ merge }) => merge !== 'no') ? { note: FLATTENS } : {}),
    }
  }
  if ('command' in remedy) return { kind: 'command', argv: remedy.command, ...noted(remedy) }
  return { kind: 'manual', note: remedy.note }
}

/** What a rebase does to the merges in a change. */
const FLATTENS =
  'the change has merges: the rebase puts its commits in one line and asks again about conflicts that a merge has settled; "git rebase --abort" leaves all as it was'

/** A path as it can stand in a line: as it is, or as git quotes it where the line could not hold it or would hide it. */
const onOneLine = (path: string): string => (/[\p{Cc}\p{Cf}\p{Cs}"\\]|^\s|\s$/u.test(path) ? quotePath(path) : path)

const noted = (remedy: { readonly note?: string }): { note?: string } =>
  remedy.note === undefined ? {} : { note: remedy.note }
