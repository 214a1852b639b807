import { type Change, type Commit, type FileChange, type Guard, MODE_ABSENT, MODE_FILE } from '../../src/change.ts'
import { reported } from '../../src/collect/commit.ts'
import { readTrailers } from '../../src/git/trailers.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { ruleIds } from '../../src/rules/index.ts'
import type { Rule, Said } from '../../src/rules/rule.ts'

/** A full object id made of one hex digit. */
export const anOid = (digit: string): string => digit.repeat(40)

/** A public key in OpenSSH's one-line form that nobody has the other half of: its type, and 32 bytes, each with its length. */
export const A_KEY = `ssh-ed25519 ${Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7),
]).toString('base64')}`

/** A state by its mode and a digit for its content; absent when nothing is said of it. */
export const aState = (mode = MODE_ABSENT, digit = '1') => ({ mode, oid: anOid(mode === MODE_ABSENT ? '0' : digit) })

/** An open demand for a sign-off by an entry of `paths`. */
export const aGuard = (more: Partial<Guard> = {}): Guard => ({
  ...{ entry: 'deploy', kind: 'paths', action: 'sign-off', strength: 'bound', signers: null, approvals: 1 },
  ...{ standing: 'open', restsOn: null },
  ...more,
})

/** A file that is added. */
export const aFileChange = (path: string, more: Partial<FileChange> = {}): FileChange => ({
  ...{ path, old: aState(), new: aState(MODE_FILE), parent: 0, guards: [] },
  ...more,
})

const ANN = { name: 'Ann', email: 'ann@example.com', date: '1700000000 +0000' }

/** A message that ends in these trailers. */
export const aMessage = (...trailers: readonly string[]): string => `Add retry\n\n${trailers.join('\n')}\n`

/** A commit of which trailers are asked. They are read from its message, unless they are given. */
export function aCommit(more: Partial<Commit> = {}): Commit {
  const message = more.message ?? 'Add retry\n'
  return {
    ...{ sha: anOid('c'), parents: [anOid('b')], author: ANN, committer: ANN, message, messageFault: null },
    ...{ trailers: readTrailers(message), merge: 'no', signs: [], byAgent: true, owesTrailers: true },
    ...{ autosquash: false, signOffOnly: false, changes: [], has: {}, collisions: {} },
    requestsForNothing: [],
    ...more,
  }
}

/** A range, judged at the wall. */
export const aChange = (more: Partial<Change> = {}): Change => ({
  ...{ kind: 'range', at: 'wall', ref: null, base: anOid('b'), mergeBases: [anOid('b')], named: null, branch: null },
  ...{ commits: [], listed: more.commits?.map(reported) ?? [], head: more.commits?.at(-1)?.sha ?? null },
  ...{ policyFile: null, basePolicyErrors: [] },
  ...{ signOffs: [], almostSignOffs: [], typedSignOffs: [], messageLint: null },
  ...more,
})

/** The commit that is being made, as the commit-msg hook sees it. */
export const aCommitBeingMade = (commit: Partial<Commit> = {}, more: Partial<Change> = {}): Change =>
  aChange({
    ...{ kind: 'message', at: 'hook', mergeBases: [], head: null, commits: [aCommit({ ...commit, sha: null })] },
    ...more,
  })

/** The policy that these lines say, beyond `version: 1`. */
export function aPolicy(lines = ''): Policy {
  const decoded = decodePolicy(`version: 1\n${lines}\n`, ruleIds)
  if ('errors' in decoded) throw new Error(decoded.errors.map(({ line, text }) => `line ${line}: ${text}`).join('\n'))
  return decoded.policy
}

/** What a test expects of something that a rule said; what is left out may be anything. */
export interface Told {
  readonly message: string
  readonly commit?: string | null
  readonly path?: string | undefined
  readonly trailer?: string | undefined
  readonly line?: number | undefined
  readonly text?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** What a rule says of a change, in its order, as rows that a table can be compared with. */
export const told = (rule: Rule, change: Change, policy: Policy): Told[] => [...rule.check(change, policy)].map(row)

const row = ({ message, spot, text, data }: Said): Told => ({
  ...{ message, text, data, trailer: spot.trailer, line: spot.line, path: spot.change?.path ?? spot.path },
  ...(spot.commit ? { commit: spot.commit.sha } : {}),
})
