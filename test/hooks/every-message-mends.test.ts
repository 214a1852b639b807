import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hookPolicy, judgeCommit } from '../../src/collect/hook/judge-commit.ts'
import { readMoment } from '../../src/collect/hook/moment.ts'
import { rules } from '../../src/rules/index.ts'
import { judge } from '../support/example.ts'
import type { Ran, TestRepository } from '../support/repository.ts'
import { stage, withHooks } from './hooked.ts'
import { readPrinted } from './printed.ts'
import { SCENES, type Scene } from './scenes.ts'

/** A file that every commit has beside what is wrong with it, so that something is left of each. */
const KEPT = { 'src/kept.txt': 'kept\n' }

/** What a reader does by hand where a note is all that can be printed; it gives the message to go on with. */
interface ByHand {
  /** Part of the note that says so; null: nothing is asked of this commit, and so nothing said. */
  readonly note: string | null
  readonly mend: (repository: TestRepository, scene: Scene) => string
}

/** Gives the only path that is new and odd another name. */
const rename =
  (from: string, to: string): ByHand['mend'] =>
  (repository, { message }) => {
    const quoted = (path: string) => `"$(printf '${path}')"`
    const ran = repository.run('sh', ['-c', `git mv -- ${quoted(from)} ${quoted(to)}`])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    return message
  }

const RENAME = 'rename it and make the commit that adds it again'

/** By rule and message. */
const BY_HAND: Readonly<Record<string, ByHand>> = {
  'required-trailers several': {
    note: 'leave one "Task-Id" line in the message',
    mend: (_, { message }) => message.replace('Task-Id: ABC-2\n', ''),
  },
  'required-trailers remember-in-change': {
    note: null,
    mend: (_, { message }) => `${message}\nReviewed-plan: docs/plan.md\n`,
  },
  'trailer-block divider': {
    note: 'end the message with "Task-Id: ABC-1", in its last paragraph',
    mend: (_, { message }) => `${message}\nTask-Id: ABC-1\n`,
  },
  'requested-sign-offs for-nothing': {
    note: 'write "Sign-off-requested: src/pay.ts" in place of "Sign-off-requested: pay.ts"',
    mend: (_, { message }) => message.replace(': pay.ts', ': src/pay.ts'),
  },
  'suspicious-paths trailing': { note: RENAME, mend: rename('.github.', 'github') },
  'suspicious-paths short-name': { note: RENAME, mend: rename('GITHUB~1', 'github') },
  'suspicious-paths hidden': { note: RENAME, mend: rename('.e\\342\\200\\213nv', 'env') },
  'suspicious-paths control': { note: RENAME, mend: rename('a\\nb', 'a-b') },
  'suspicious-paths not-utf8': { note: RENAME, mend: rename('a\\377b', 'a-b') },
  'suspicious-paths same-but-case': { note: 'keep one of the two', mend: rename('README.md', 'notes.md') },
  'suspicious-paths same-but-form': { note: 'keep one of the two', mend: rename('cafe\\314\\201.md', 'notes.md') },
  'commit-message unreadable': {
    note: 'write the message again',
    mend: (_, { message }) => message.replace('\0', ''),
  },
  // Of a secret that has landed; one that has not is printed.
  'blocked-paths blocked': {
    note: 'a person first takes it out of what the policy blocks',
    mend: (repository, { message }) => {
      repository.git('reset', '-q', '--', 'a/key.pem')
      return message
    },
  },
  'sign-offs damaged': {
    note: 'leave its lines out, which nobody can mend by hand: a person signs off',
    mend: () => 'Add retry\n',
  },
  'sign-offs typed': {
    note: 'leave the sign-off out of the message; only a person signs off',
    mend: (_, { message }) =>
      `${message.slice(0, message.indexOf('Signed-off-by'))}Sign-off-requested: deploy/run.sh\n`,
  },
}

/** What no commit-msg hook says: only of commits that exist, or with what a repository brings along itself. */
const ELSEWHERE = new Set([
  'forced-push takes-back',
  'guarded-paths requested',
  'lockfiles requested',
  'requested-sign-offs requested',
  'required-trailers missing-in-change',
  'required-trailers autosquash',
  ...messagesOf('policy-change'),
  ...['stale', 'other-steps', 'spent', 'unknown-signer', 'bad-signature', 'too-weak', 'other-repository'].map(
    (message) => `sign-offs ${message}`,
  ),
  'commit-message style',
  'commit-message style-warning',
])

function messagesOf(id: string): readonly string[] {
  return rules.find((rule) => rule.id === id)!.messages.map((message) => `${id} ${message}`)
}

const idOf = ({ rule, finds }: Scene): string => `${rule} ${finds}`

const played = SCENES.filter((scene) => !ELSEWHERE.has(idOf(scene)))

test('every message of every rule is met here or known to be met elsewhere', () => {
  const all = rules.flatMap(({ id }) => messagesOf(id))
  const met = new Set([...played.map(idOf), ...ELSEWHERE])
  expect(all.filter((id) => !met.has(id))).toEqual([])
  expect([...met, ...Object.keys(BY_HAND)].filter((id) => !all.includes(id))).toEqual([])
})

/** All that the hook finds in the commit that is about to be made, in this process. */
async function found(repository: TestRepository, message: string): Promise<readonly string[]> {
  const person = { GIT_AUTHOR_DATE: '1700500000 +0000', GIT_EDITOR: ':' }
  const moment = await readMoment(repository.dir, { ...repository.env, ...person })
  const policy = await hookPolicy(moment)
  const asked = { kind: 'message', message: Buffer.from(message), command: ['precheck'] } as const
  const { report } = await judgeCommit(moment, policy!, asked)
  return report.findings.map((finding) => `${finding.rule} ${finding.message}`)
}

function prepare(repository: TestRepository, scene: Scene): void {
  for (const path of scene.deletes ?? []) repository.git('rm', '-q', '--', path)
  stage(repository, { ...KEPT, ...scene.files })
  scene.prepare?.(repository)
}

function commit(repository: TestRepository, message: string, ...more: readonly string[]): Ran {
  const file = join(repository.dir, '../message')
  writeFileSync(file, message)
  return repository.tryGit(['commit', '-q', '-F', file, ...more])
}

describe('following what the hook prints mends', () => {
  for (const scene of played) {
    const id = idOf(scene)
    test(`${id}: ${scene.name}`, () =>
      withHooks(
        scene.policy ?? '',
        async (repository) => {
          prepare(repository, scene)
          expect(await found(repository, scene.message)).toContain(id)
          const first = commit(repository, scene.message)
          const { rules: said, commands, repeat, notes } = readPrinted(repository, first.stderr)
          expect(said).toContain(scene.rule)

          let message = scene.message
          for (const command of commands) {
            expect(repository.run('sh', ['-c', command])).toMatchObject({ status: 0, stderr: '' })
          }
          const isPrinted = commands.length > 0 || (repeat ?? []).length > 0
          const byHand = BY_HAND[id]
          if (!isPrinted) {
            if (byHand === undefined) throw new Error(`nothing to follow was printed\n${first.stderr}`)
            if (byHand.note !== null) expect(notes.join('\n')).toContain(byHand.note)
            message = byHand.mend(repository, scene)
          }
          // What is only warned of has been committed, and is amended.
          const amend = first.status === 0 ? ['--amend'] : []
          const again = commit(repository, message, ...amend, ...(repeat ?? []))
          expect(again).toMatchObject({ status: 0, stdout: '' })
          expect(repository.git('rev-list', '--count', 'main..')).toBe('1')
          const { findings } = await judge(repository, 'main')
          expect(findings.map((finding) => `${finding.rule} ${finding.message}`)).not.toContain(id)
        },
        { files: scene.before ?? {} },
      ))
  }
})
