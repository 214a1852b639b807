import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import { renderText } from '../../src/report/text.ts'
import { rules } from '../../src/rules/index.ts'
import { precheck } from '../commands/in-process.ts'
import { adopted, judge, rawCommit } from '../support/example.ts'
import type { TestRepository } from '../support/repository.ts'
import { GOOD, stage, TRAILERS } from './hooked.ts'
import { readPrinted, shellWords } from './printed.ts'
import { SCENES, type Scene } from './scenes.ts'

/** Scenes for messages that only a range has. */
const OF_RANGES: readonly Scene[] = [
  {
    rule: 'policy-change',
    name: 'a base whose policy was broken',
    message: 'Work\n',
    prepare: (repository) => landPolicy(repository, 'version: 1\npahts: []\n'),
    finds: 'base-unreadable',
  },
  {
    rule: 'required-trailers',
    name: 'a fixup of a commit of the change',
    policy: `trailers-for: everyone\n${TRAILERS}`,
    message: 'fixup! Add retry\n',
    prepare: (repository) => {
      repository.commit(`Add retry\n\n${GOOD}`)
      stage(repository, { 'src/fixed.txt': 'x\n' })
    },
    finds: 'autosquash',
  },
]

/** Puts a policy on the tip of `main`, past everything. */
function landPolicy(repository: TestRepository, policy: string): void {
  const blob = repository.run('git', ['hash-object', '-w', '--stdin'], { input: policy }).stdout.trim()
  const tree = repository.run('git', ['mktree'], { input: `100644 blob ${blob}\t.precheck.yml\n` }).stdout.trim()
  repository.git('update-ref', 'refs/heads/main', repository.git('commit-tree', tree, '-p', 'main', '-m', 'Land it'))
}

const amend = (repository: TestRepository, ...args: readonly string[]): void =>
  void repository.git('commit', '-q', '--amend', '--allow-empty', '--no-edit', ...args)

const rename =
  (from: string, to: string) =>
  (repository: TestRepository): void => {
    const ran = repository.run('sh', ['-c', `git mv -- "$(printf '${from}')" "$(printf '${to}')"`])
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    amend(repository)
  }

const writePolicy =
  (policy: string) =>
  (repository: TestRepository): void => {
    repository.run('rm', ['-rf', '.precheck.yml'])
    stage(repository, { '.precheck.yml': policy })
    amend(repository)
  }

/** By rule and message: part of the note, and what its reader does. */
const BY_HAND: Readonly<Record<string, readonly [note: string, mend: (repository: TestRepository) => void]>> = {
  'policy-change unreadable': ['mend .precheck.yml, add it, and commit it', writePolicy('version: 1\nmode: warn\n')],
  'policy-change removed': [
    'restore it from the base: git checkout ',
    (repository) => {
      // The id of the base that is printed.
      const base = repository.git('rev-parse', 'main').slice(0, 12)
      expect(repository.run('sh', ['-c', `git checkout ${base} -- :/.precheck.yml`]).status).toBe(0)
      amend(repository)
    },
  ],
  'policy-change not-a-file': ['restore it from the base', writePolicy('version: 1\n\n')],
  'policy-change guards-nothing': [
    'look for a slip in their patterns',
    writePolicy("version: 1\npaths:\n  - name: deploy\n    match: ['/deploy/']\n"),
  ],
  'policy-change weakened': [
    'restore from the base what was not meant',
    (repository) => {
      repository.git('checkout', '-q', 'main', '--', '.precheck.yml')
      amend(repository)
    },
  ],
  'policy-change base-unreadable': [
    'a person mends the policy on the base',
    (repository) => landPolicy(repository, 'version: 1\n'),
  ],
  'required-trailers autosquash': [
    'give it a message of its own',
    (repository) => amend(repository, '-m', `Add retry\n\n${GOOD}`),
  ],
  'sign-offs damaged': ['a person signs off', (repository) => amend(repository, '-m', 'Add retry')],
  'suspicious-paths control': ['rename it', rename('a\\nb', 'a-b')],
  'suspicious-paths hidden': ['rename it', rename('.e\\342\\200\\213nv', 'env')],
  'suspicious-paths not-utf8': ['rename it', rename('a\\377b', 'a-b')],
  'suspicious-paths trailing': ['rename it', rename('.github.', 'github')],
  'suspicious-paths short-name': ['rename it', rename('GITHUB~1', 'github')],
  'suspicious-paths same-but-case': ['keep one of the two', rename('README.md', 'notes.md')],
  'suspicious-paths same-but-form': ['keep one of the two', rename('cafe\\314\\201.md', 'notes.md')],
  'commit-message unreadable': ['write the message again', (repository) => amend(repository, '-m', 'Add retry')],
}

/** Mended by a person at their terminal alone, which the tests of signing off play. */
const BY_SIGN_OFF = new Set([
  'guarded-paths needs-sign-off',
  'guarded-paths requested',
  'lockfiles needs-sign-off',
  'lockfiles requested',
  'requested-sign-offs requested',
  ...['stale', 'other-steps', 'spent', 'unknown-signer', 'bad-signature', 'too-weak', 'other-repository'].map(
    (message) => `sign-offs ${message}`,
  ),
])

/** What only a hook says, or what the repository's own commitlint says. */
const ELSEWHERE = new Set([
  'required-trailers remember-in-change',
  'sign-offs typed',
  // A push by force alone says it; test/server plays it.
  'forced-push takes-back',
  'commit-message style',
  'commit-message style-warning',
])

/** What is printed beside, for a person: the policy file is guarded wherever it stands. */
const isSigningOff = (command: string): boolean => / signoff /.test(command)

const idOf = ({ rule, finds }: Scene): string => `${rule} ${finds}`

const played = [...SCENES, ...OF_RANGES].filter((scene) => !ELSEWHERE.has(idOf(scene)) && !BY_SIGN_OFF.has(idOf(scene)))

test('every message of every rule is met here or known to be met elsewhere', () => {
  const all = rules.flatMap(({ id, messages }) => messages.map((message) => `${id} ${message}`))
  const met = new Set([...played.map(idOf), ...ELSEWHERE, ...BY_SIGN_OFF])
  expect(all.filter((id) => !met.has(id))).toEqual([])
  expect([...met, ...Object.keys(BY_HAND)].filter((id) => !all.includes(id))).toEqual([])
})

/** The commit of a scene on `work`, on a base that has adopted its policy; made past all hooks. */
function make(repository: TestRepository, scene: Scene): void {
  repository.git('checkout', '-q', '-b', 'work')
  for (const path of scene.deletes ?? []) repository.git('rm', '-q', '--', path)
  stage(repository, { 'src/kept.txt': 'kept\n', ...scene.files })
  scene.prepare?.(repository)
  repository.git('update-ref', 'refs/heads/work', rawCommit(repository, scene.message))
}

const idsIn = ({ findings }: Report): readonly string[] => findings.map(({ rule, message }) => `${rule} ${message}`)

describe('following what the range check prints mends', () => {
  for (const scene of played) {
    const id = idOf(scene)
    test(`${id}: ${scene.name}`, () =>
      adopted(
        async (repository) => {
          make(repository, scene)
          const report = await judge(repository, 'main')
          expect(idsIn(report)).toContain(id)
          const text = renderText(report, { colour: null, command: 'precheck' })
          const { rules: said, commands, notes } = readPrinted(repository, text)
          expect(said).toContain(scene.rule)
          for (const command of commands.filter((line) => !isSigningOff(line))) {
            const [program, ...args] = shellWords(repository, command)
            if (program === 'precheck') expect((await precheck(repository, args)).status).toBe(0)
            else expect(repository.run(program!, args).status).toBe(0)
          }
          // A path can be given another name, and the commit that brought it has to be made again.
          if (commands.some((command) => command.startsWith('git mv'))) amend(repository)
          if (commands.every(isSigningOff)) {
            const [note, mend] = BY_HAND[id] ?? []
            if (note === undefined) throw new Error(`nothing to follow was printed\n${text}`)
            expect(notes.join('\n')).toContain(note)
            mend!(repository)
          }
          expect(idsIn(await judge(repository, 'main'))).not.toContain(id)
        },
        { policy: scene.policy ?? '', before: scene.before ?? {} },
      ))
  }
})
