import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Report } from '../../src/finding.ts'
import type { SignOff } from '../../src/signoff/block.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { signOffMessage } from '../../src/signoff/message.ts'
import type { SignerName } from '../../src/signoff/signer-name.ts'
import { aSignOff, coversBetween, signedBlock } from '../signoff/given.ts'
import { makeKey } from '../signoff/keys.ts'
import { jane } from '../signoff/sign-offs.ts'
import { judge } from '../support/example.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { begunBy, type TestRepository } from '../support/repository.ts'

export const LOCK = 'package-lock.json'
export const BEFORE = '{ "version": 1 }\n'
export const AFTER = '{ "version": 2 }\n'

/** The policy's id of the repository. */
export const ID = '7c0c6a1e-0000-4000-8000-000000000001'

export const janeAtHome: SignerName = { name: 'Jane Doe', email: 'jane@home.example' }
export const robin: SignerName = { name: 'Robin Roe', email: 'robin@example.com' }
export const mallory: SignerName = { name: 'Mallory', email: 'mallory@example.com' }

/** What a sign-off is made of, where it is not Jane's own of the one change, signed with her key. */
export interface Given {
  readonly by?: SignerName
  /** Whose key signs; null: none does. */
  readonly key?: KeyName | null
  readonly covers?: readonly Cover[]
  readonly made?: string
  /** The id of the repository that it is signed for. */
  readonly id?: string
}

export type KeyName = 'jane' | 'robin' | 'mallory'

/** A pull request that changes a lock file: `base` and `main` have the policy, `topic` is checked out. */
export interface Scene {
  readonly repository: TestRepository
  /** What the pull request changes. */
  readonly covers: readonly Cover[]
  readonly block: (given?: Given) => Promise<string>
  /** The message of a commit that is nothing but the sign-off. */
  readonly message: (given?: Given) => Promise<string>
}

export interface Setting {
  /** Lines of the policy beyond its version, its id, and the people. */
  readonly policy?: string
  /** Lines that say who signs; default Jane, of two addresses and in the group `platform`, and Robin. */
  readonly people?: (key: (name: KeyName) => string) => string
  /** Whether the policy has an id of the repository; default true. */
  readonly hasId?: boolean
  readonly plan?: readonly Planned[]
}

const SIGNED = 'lockfiles: { action: sign-off, strength: signed }\n'

const both = (key: (name: KeyName) => string): string => `signers:
  - { name: Jane Doe, email: [jane@example.com, jane@home.example], groups: [platform], keys: ['${key('jane')}'] }
  - { name: Robin Roe, email: [robin@example.com], keys: ['${key('robin')}'] }
`

/** Sets a scene and plays in it. Without a plan of its own the pull request is one commit that changes the lock file. */
export function withScene(setting: Setting, body: (scene: Scene) => Promise<void>): Promise<void> {
  const { policy = SIGNED, people = both, hasId = true, plan } = setting
  const id = hasId ? `repository: ${ID}\n` : ''
  const text = `version: 1\n${id}${policy}${people((name) => keyOf(name).listed)}`
  return begun(
    async (repository, covers) => {
      const meant = (given: Given): SignOff =>
        aSignOff(given.covers ?? covers, { signer: given.by ?? jane, ...(given.made ? { made: given.made } : {}) })
      const block = async (given: Given = {}) =>
        given.key === null
          ? writeBlock(meant(given))
          : await signedBlock(meant(given), keyOf(given.key ?? 'jane').file, given.id ?? ID)
      const message = async (given: Given = {}) => {
        const signOff = meant(given)
        return signOffMessage(signOff).replace(writeBlock(signOff), await block(given))
      }
      await body({ repository, covers, block, message })
    },
    { text, plan: plan ?? PULL_REQUEST },
  )
}

const PULL_REQUEST: readonly Planned[] = [
  { name: 'main', on: ['base'] },
  { name: 'topic', on: ['base'], message: 'Take a newer package\n', files: { [LOCK]: AFTER } },
]

const begun = begunBy((repository, { text, plan }: { readonly text: string; readonly plan: readonly Planned[] }) => {
  const base = { name: 'base', files: { '.precheck.yml': text, 'package.json': '{}\n', [LOCK]: BEFORE } }
  makeHistory(repository, [base, ...plan])
  repository.git('checkout', '-q', '-f', 'topic')
  return coversBetween(repository, 'main', 'topic')
})

interface Key {
  /** Of the private key. */
  readonly file: string
  /** The public key as a policy lists it. */
  readonly listed: string
}

const keys = new Map<KeyName, Key>()
let folder: string | null = null

/** A person's key, made when it is first asked for. */
function keyOf(name: KeyName): Key {
  folder ??= mkdtempSync(join(tmpdir(), 'precheck-test-'))
  const file = join(folder, name)
  const key = keys.get(name) ?? { file, listed: makeKey(file, '-t', 'ed25519') }
  keys.set(name, key)
  return key
}

afterAll(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true })
})

/** Puts commits of what is staged on top with these messages to the byte, and says what the range check makes of it. */
export const outcome = async ({ repository }: Scene, ...messages: readonly string[]): Promise<Outcome> =>
  await judgedWith(repository, messages, {})

/** The same with one message, committed at a moment in seconds since 1970. */
export const outcomeAt = async ({ repository }: Scene, seconds: number, message: string): Promise<Outcome> =>
  await judgedWith(repository, [message], { GIT_COMMITTER_DATE: `@${seconds} +0000` })

async function judgedWith(
  repository: TestRepository,
  messages: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  for (const input of messages) {
    const made = repository.tryGit(['commit', '-q', '--allow-empty', '--cleanup=verbatim', '-F', '-'], { input, env })
    if (made.status !== 0) throw new Error(made.stderr)
  }
  return outcomeOf(await judge(repository, 'main'))
}

export interface Outcome {
  readonly verdict: Report['verdict']
  /** `rule/message` of all that was found. */
  readonly found: readonly string[]
  /** What became of each sign-off. */
  readonly signOffs: readonly string[]
}

export const outcomeOf = ({ verdict, findings, signOffs }: Report): Outcome => ({
  verdict,
  found: findings.map(({ rule, message }) => `${rule}/${message}`),
  signOffs: signOffs.map(({ state }) => state),
})
