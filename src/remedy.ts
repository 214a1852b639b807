import type { Change } from './change.ts'
import type { Fix } from './finding.ts'
import { quotePath } from './git/quoted-path.ts'
import type { Policy } from './policy/policy.ts'
import type { Remedy, Said } from './rules/rule.ts'

/** How to call precheck so that it is found without the network: `npx --no-install precheck`, or a path. */
export type Command = readonly string[]

/**
 * Says how the reader applies a remedy. A commit that a hook refused does not exist, and nobody but its author's own
 * command can make it again (`-a`, paths, `--amend`, `--author` cannot be seen from a hook): that command is repeated
 * with more arguments. One that exists is rewritten or signed off by a command of ours.
 */
export function fixOf(said: Said, change: Change, policy: Policy, command: Command): Fix | null {
  const { remedy, spot } = said
  if (remedy === null) return null
  const sha = spot.commit?.sha ?? null
  return sha === null && change.kind !== 'range' && change.kind !== 'push'
    ? beforeCommit(remedy, said, change, policy, command)
    : afterCommit(remedy, sha ?? change.head ?? 'HEAD', said, change, command)
}

function beforeCommit(remedy: Remedy, said: Said, change: Change, policy: Policy, command: Command): Fix {
  const path = said.spot.change?.path ?? said.spot.path ?? ''
  if ('trailers' in remedy)
    return { kind: 'repeat', args: remedy.trailers.flatMap((line) => ['--trailer', line]), ...noted(remedy) }
  if ('keep' in remedy) return { kind: 'repeat', args: [], note: remedy.note }
  if ('signOff' in remedy) {
    const bySigner = `or a person signs it off first, on their own terminal: ${[...command, 'signoff', '--staged'].join(' ')}`
    return policy.guardedAt === 'request'
      ? { kind: 'repeat', args: ['--trailer', `Sign-off-requested: ${requestable(path)}`], note: bySigner }
      : {
          kind: 'command',
          argv: [...command, 'signoff', '--staged'],
          note: 'a person runs this, then repeat the command',
        }
  }
  if ('leaveOut' in remedy) {
    const argv =
      change.base === null ? ['git', 'rm', '--cached', '--', path] : ['git', 'restore', '--staged', '--', path]
    return {
      kind: 'command',
      argv,
      note: 'then run the same git command again, without -a and without naming the path',
    }
  }
  if ('command' in remedy) return { kind: 'command', argv: remedy.command, ...noted(remedy) }
  if ('squash' in remedy) return { kind: 'manual', note: 'squash it before the change lands' }
  return { kind: 'repeat', args: [], note: remedy.note }
}

function afterCommit(remedy: Remedy, sha: string, said: Said, change: Change, command: Command): Fix {
  if ('trailers' in remedy) {
    return {
      kind: 'command',
      argv: [...command, 'mend', sha, ...remedy.trailers.flatMap((line) => ['--trailer', line])],
      ...noted(remedy),
    }
  }
  if ('keep' in remedy) {
    return { kind: 'command', argv: [...command, 'mend', sha, '--trailer', `${remedy.keep.key}: ${remedy.keep.value}`] }
  }
  if ('signOff' in remedy) {
    const range = change.named ?? (change.base === null ? sha : `${change.base}..${change.head}`)
    return { kind: 'command', argv: [...command, 'signoff', range], note: 'a person runs this, on their own terminal' }
  }
  if ('leaveOut' in remedy) {
    return {
      kind: 'manual',
      note: `take ${said.spot.change?.path ?? 'the path'} out of the commit that brings it: git rebase -i ${sha}^`,
    }
  }
  if ('squash' in remedy) {
    const onto = change.mergeBases[0] ?? change.base ?? '--root'
    return {
      kind: 'command',
      argv: ['git', '-c', 'sequence.editor=:', '-c', 'core.editor=:', 'rebase', '-i', '--autosquash', onto],
    }
  }
  if ('command' in remedy) return { kind: 'command', argv: remedy.command, ...noted(remedy) }
  return { kind: 'manual', note: remedy.note }
}

/** A path as it can stand in a trailer: as it is, or as git quotes it where a line could not hold it. */
const requestable = (path: string): string => (/[\p{Cc}\p{Cf}\p{Cs}"\\]|^\s|\s$/u.test(path) ? quotePath(path) : path)

const noted = (remedy: { readonly note?: string }): { note?: string } =>
  remedy.note === undefined ? {} : { note: remedy.note }
