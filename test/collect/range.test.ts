import { describe, expect, test } from 'vitest'
import { makeHistory, type Planned } from '../support/history.ts'
import { inShared, type Judged, judged, judgeNamed, judgePlan } from '../support/judged.ts'
import { withRepository } from '../support/repository.ts'

type Files = NonNullable<Planned['files']>

const POLICY = `version: 1
paths:
  - { name: deploy, match: ['deploy/'], action: sign-off }
  - { name: secrets, match: ['.env', '*.pem'], action: block }
`
const SUBMODULE = { mode: '160000', is: '1'.repeat(40) }
const OTHER = { mode: '160000', is: '2'.repeat(40) }
const LINK = { mode: '120000', is: 'a' }
const TEXT = 'a text that is long enough to be found again under another name\n'.repeat(5)

const BASE: Planned = {
  name: 'base',
  files: { '.precheck.yml': POLICY, 'deploy/run': TEXT, 'deploy/sub': SUBMODULE, 'yarn.lock': '1', a: '1' },
}

/** One commit on the base. */
const head = (files: Files, message = 'head'): readonly Planned[] => [BASE, { name: 'head', files, message }]
const asked = (...paths: string[]) => paths.map((path) => `head: guarded-paths/needs-sign-off ${path}`)

const CHANGES: readonly (readonly [string, Files, readonly string[]])[] = [
  ['an addition', { 'deploy/new': '1' }, asked('deploy/new')],
  ['a change', { 'deploy/run': '2' }, asked('deploy/run')],
  ['a deletion', { 'deploy/run': null }, asked('deploy/run')],
  ['a deletion of all', { deploy: null }, asked('deploy/run', 'deploy/sub')],
  ['a mode', { 'deploy/run': { mode: '100755', is: TEXT } }, asked('deploy/run')],
  ['a link', { 'deploy/link': LINK }, asked('deploy/link')],
  ['a link in place of a file', { 'deploy/run': LINK }, asked('deploy/run')],
  ['a submodule', { 'deploy/new': SUBMODULE }, asked('deploy/new')],
  ['another commit of a submodule', { 'deploy/sub': OTHER }, asked('deploy/sub')],
  ['a submodule taken out', { 'deploy/sub': null }, asked('deploy/sub')],
  ['a file in place of a submodule', { 'deploy/sub': '1' }, asked('deploy/sub')],
  ['a file carried out', { 'deploy/run': null, 'x/run': TEXT }, asked('deploy/run')],
  ['a file carried in', { a: null, 'deploy/a': '1' }, asked('deploy/a')],
  ['a file renamed within', { 'deploy/run': null, 'deploy/go': TEXT }, asked('deploy/go', 'deploy/run')],
  ['a copy out of it', { 'x/run': TEXT }, []],
  ['a link in place of the folder', { deploy: LINK }, asked('deploy', 'deploy/run', 'deploy/sub')],
  ['a submodule in place of the folder', { deploy: SUBMODULE }, asked('deploy', 'deploy/run', 'deploy/sub')],
  ['a file in place of the folder', { deploy: '1' }, asked('deploy', 'deploy/run', 'deploy/sub')],
  ['a file of that name elsewhere', { 'x/deploy': '1' }, asked('x/deploy')],
  ['a link of that name elsewhere', { 'x/deploy': LINK }, asked('x/deploy')],
  ['a folder of that name elsewhere', { 'x/deploy/y': '1' }, asked('x/deploy/y')],
  ['other letters', { 'DEPLOY/x': '1', deploy: null }, asked('DEPLOY/x', 'deploy/run', 'deploy/sub')],
  ['full-width letters', { 'ｄｅｐｌｏｙ/x': '1' }, asked('"ｄｅｐｌｏｙ/x"')],
  ['a text beside it', { 'deploy.md': '1', 'x/deploying/y': '1', a: '2' }, []],
  ['a lock file', { 'web/package-lock.json': '1' }, ['head: lockfiles/needs-sign-off web/package-lock.json']],
  ['a lock file’s mode', { 'yarn.lock': { mode: '100755', is: '1' } }, ['head: lockfiles/needs-sign-off yarn.lock']],
  ['a lock file that becomes a link', { 'yarn.lock': LINK }, ['head: lockfiles/needs-sign-off yarn.lock']],
  ['a manifest', { 'package.json': '1' }, []],
  ['what is blocked', { 'x/.env': '1' }, ['head: blocked-paths/blocked x/.env']],
  ['the policy', { '.precheck.yml': `${POLICY}mode: block\n` }, asked('.precheck.yml')],
]

describe('a commit is asked for a sign-off of', () => {
  // What a commit of its own says of each is the same as what is said of all of them, side by side on the base.
  const all = CHANGES.map(([, files], at): Planned => ({ name: `change-${at}`, on: ['base'], files }))
  let judgedAll: Promise<Judged> | undefined
  const judgeAll = () =>
    inShared(async (repository, judge) => {
      const ids = makeHistory(repository, [BASE, ...all])
      const revisions = ['--no-walk', ...all.map(({ name }) => ids[name]!)]
      return (await judge(ids, { head: 'change-0', request: { revisions } }))!
    })

  test.each(CHANGES.map((change, at) => [...change, at] as const))('%s', async (_, __, said, at) => {
    judgedAll ??= judgeAll()
    const found = await judgedAll
    const own = found.said.filter((line) => line.startsWith(`change-${at}: `))
    expect(own.map((line) => line.replace(/^change-\d+/, 'head'))).toEqual(said)
    expect(found.unknown).toEqual([])
    const blocking = found.report.findings.filter(({ severity }) => severity === 'block')
    expect(blocking).toHaveLength(CHANGES.flatMap(([, , each]) => each).length)
  })

  test.each(CHANGES.filter(([name]) => ['a deletion', 'a copy out of it', 'the policy'].includes(name)))(
    '%s, alone',
    async (_, files, said) => {
      const found = await judged(head(files))
      expect(found.said).toEqual(said)
      expect(found.verdict).toBe(said.length > 0 ? 'block' : 'pass')
      expect(found.unknown).toEqual([])
    },
  )

  test('a submodule that .gitmodules would hide', async () => {
    const modules = '[submodule "deploy/sub"]\n\tpath = deploy/sub\n\turl = ./x\n\tignore = all\n'
    const found = await judged(head({ '.gitmodules': modules, 'deploy/sub': OTHER }))
    expect(found.said).toEqual(asked('deploy/sub'))
  })

  test('each state by its ids and modes', async () => {
    const { report } = await judged(head({ 'deploy/run': LINK, 'deploy/new': '1' }))
    const [added, linked] = report.findings
    expect(added!.transition).toMatchObject({ old: { mode: '000000', oid: '0'.repeat(40) }, new: { mode: '100644' } })
    expect(linked!.transition).toMatchObject({ old: { mode: '100644' }, new: { mode: '120000' } })
  })
})

describe('a range', () => {
  test('is judged commit by commit, oldest first, whatever comes of it in the end', async () => {
    const found = await judged([
      BASE,
      { name: 'add', files: { 'deploy/new': '1', '.env': '1' } },
      { name: 'empty' },
      { name: 'head', files: { 'deploy/new': null, '.env': null } },
    ])
    expect(found.said).toEqual([
      'add: blocked-paths/blocked .env',
      'add: guarded-paths/needs-sign-off deploy/new',
      'head: blocked-paths/blocked .env',
      'head: guarded-paths/needs-sign-off deploy/new',
    ])
    expect(found.report.commits.map(({ subject }) => subject)).toEqual(['add', 'empty', 'head'])
  })

  test('of nothing passes', async () => {
    for (const ends of [{ head: 'base' }, { base: 'head' }, { base: 'head', head: 'base' }]) {
      const { verdict, report } = await judged(head({ 'deploy/run': '2' }), ends)
      expect([verdict, report.commits]).toEqual(['pass', []])
    }
  })

  test('of empty commits passes', async () => {
    const { verdict, report } = await judged([BASE, { name: 'empty' }, { name: 'head' }])
    expect([verdict, report.commits.length]).toEqual(['pass', 2])
  })

  test('leaves out what the base has got since', async () => {
    const plan: Planned[] = [
      { ...BASE, name: 'root' },
      { name: 'base', files: { 'deploy/run': '2', 'Deploy:x': '1' } },
      { name: 'head', on: ['root'], files: { a: '2' } },
    ]
    expect(await judged(plan)).toMatchObject({ verdict: 'pass', said: [] })
    expect(
      (await judged([...plan, { name: 'other', on: ['head'], files: { 'deploy/run': '3' } }], { head: 'other' })).said,
    ).toEqual(['other: guarded-paths/needs-sign-off deploy/run'])
  })

  test('without common history is incomplete', async () => {
    const found = await judged([BASE, { name: 'head', on: [], files: { a: '1' } }])
    expect(found).toMatchObject({ verdict: 'incomplete', said: [], unknown: ['base and head have no common history'] })
  })

  test('of all that a commit reaches begins with its root', async () => {
    const found = await judged(head({ a: '2' }), { base: null })
    expect(found.said).toEqual([
      'base: guarded-paths/needs-sign-off .precheck.yml',
      'base: guarded-paths/needs-sign-off deploy/run',
      'base: guarded-paths/needs-sign-off deploy/sub',
      'base: lockfiles/needs-sign-off yarn.lock',
    ])
  })

  test('that merges a history of its own has a root in it', async () => {
    const plan = (files: Files): Planned[] => [
      BASE,
      { name: 'root', on: [], files },
      { name: 'head', on: ['base', 'root'], files },
    ]
    expect((await judged(plan({ 'deploy/import': '1' }))).said).toEqual([
      'root: guarded-paths/needs-sign-off deploy/import',
    ])
    expect((await judged(plan({ 'import/x': '1' }))).verdict).toBe('pass')
  })

  test('is the same with clocks that are wrong, on the base and in it', async () => {
    const wrong = (times: readonly number[], name: string, on: string): Planned[] =>
      times.map((time, index) => ({
        name: `${name}${index}`,
        at: time,
        files: { [`${name}${index}`]: '1' },
        ...(index === 0 ? { on: [on] } : {}),
      }))
    const early = Array.from({ length: 12 }, (_, index) => 100 + index)
    const found = await judged([
      { ...BASE, name: 'root' },
      { name: 'fork', files: { 'deploy/run': '2' } },
      ...wrong(early, 'base', 'fork'),
      { name: 'base', files: { a: '2' } },
      ...wrong([4_000_000_000, 0, 2_000_000_000, 5], 'topic', 'fork'),
      { name: 'guarded', at: 1, files: { 'deploy/run': '3' } },
      { name: 'head', at: 3_000_000_000 },
    ])
    expect(found.said).toEqual(['guarded: guarded-paths/needs-sign-off deploy/run'])
    expect(found.report.commits).toHaveLength(6)
  })

  test('of one commit alone is that commit, whatever its parents bring', async () => {
    const plan: Planned[] = [
      { ...BASE, name: 'root' },
      { name: 'main', files: { 'deploy/run': '2' } },
      { name: 'topic', on: ['root'], files: { a: '2' } },
      { name: 'head', on: ['topic', 'main'], files: { 'deploy/run': '2' } },
      { name: 'evil', on: ['topic', 'main'], files: { 'deploy/run': '3' } },
    ]
    const only = (commit: string) =>
      withRepository(async (repository) => {
        const ids = makeHistory(repository, plan)
        const revisions = ['--no-walk', ids[commit]!]
        return await judgeNamed(repository, ids, {
          base: 'topic',
          head: commit,
          request: { kind: 'commit', revisions },
        })
      })
    expect(await only('head')).toMatchObject({ verdict: 'pass', said: [], unknown: [] })
    expect((await only('evil'))!.said).toEqual(
      [1, 2].map((parent) => `evil: guarded-paths/needs-sign-off deploy/run [${parent}]`),
    )
  })
})

describe('a lock file of a common name', () => {
  const plan = (base: Files, ...commits: Files[]): Planned[] => [
    { name: 'base', files: { '.precheck.yml': 'version: 1\n', ...base } },
    ...commits.map((files, index) => ({ name: index === commits.length - 1 ? 'head' : `c${index}`, files })),
  ]
  const asks = (...commits: string[]) => commits.map((commit) => `${commit}: lockfiles/needs-sign-off x/manifest.toml`)
  const LOCK = { 'x/manifest.toml': '2' }

  test.each<[string, Files, Files[], string[]]>([
    ['counts beside its manifest', { 'x/Project.toml': '1', 'x/manifest.toml': '1' }, [LOCK], ['head']],
    ['and with the manifest added at once', {}, [{ 'x/Project.toml': '1', ...LOCK }], ['head']],
    [
      'and with the manifest taken away at once',
      { 'x/Project.toml': '1', 'x/manifest.toml': '1' },
      [{ x: null }],
      ['head'],
    ],
    ['and with the manifest added later', {}, [LOCK, { 'x/Project.toml': '1' }], ['c0']],
    [
      'and with the manifest away for a while',
      { 'x/Project.toml': '1' },
      [{ 'x/Project.toml': null }, LOCK, { 'x/Project.toml': '1' }],
      ['c1'],
    ],
    ['not with none', {}, [LOCK], []],
    ['not with one elsewhere', { 'Project.toml': '1', 'x/y/Project.toml': '1' }, [LOCK], []],
  ])('%s', async (_, base, commits, said) => {
    const found = await judged(plan(base, ...commits))
    expect(found.said).toEqual(asks(...said))
  })
})

describe('trailers are asked', () => {
  const policy = (more: string) => `version: 1\n${more}`
  const plan = (text: string, ...messages: string[]): Planned[] => [
    { name: 'base', files: { '.precheck.yml': policy(text) } },
    ...messages.map((message, index) => ({
      name: index === messages.length - 1 ? 'head' : `c${index}`,
      message,
      files: { a: `${index}` },
    })),
  ]
  const TASK = 'trailers: { Task-Id: { required: true } }\n'
  const CLAUDE = 'Co-authored-by: Claude <noreply@anthropic.com>'
  const PROMPT = `x\n\nTask-Id: A-1\n${CLAUDE}\n`

  test('of all commits of a range in which one is an agent’s', async () => {
    const found = await judged(plan(TASK, 'first\n', PROMPT, 'last\n'))
    expect(found.said).toEqual(['c0: required-trailers/missing', 'head: required-trailers/missing'])
    expect(found.report.commits.map(({ agent }) => agent.is)).toEqual(['agent', 'agent', 'agent'])
    expect(found.report.commits.map(({ agent }) => agent.signs.length)).toEqual([0, 1, 0])
  })

  test('of nobody where no sign decides: a branch’s name, a mention', async () => {
    const messages = [
      'first\n',
      'Thank Claude\n\nClaude Code helped, see\n> Co-authored-by: Claude <noreply@anthropic.com>\nfor how.\n',
    ]
    const found = await judged(plan(TASK, ...messages), { request: { branch: 'claude/fix-1' } })
    expect(found).toMatchObject({ verdict: 'pass', said: [] })
    expect(found.report.commits[0]!.agent).toMatchObject({
      is: 'unknown',
      signs: [{ strength: 'weak', text: 'branch claude/fix-1' }],
    })
  })

  test('of everyone where the policy says so', async () => {
    expect((await judged(plan(`trailers-for: everyone\n${TASK}`, 'first\n'))).said).toEqual([
      'head: required-trailers/missing',
    ])
  })

  test('of no commit that is to be squashed, which may not land', async () => {
    const found = await judged(
      plan(
        `trailers-for: everyone\n${TASK}`,
        'fixup! first\n',
        'squash! first\n\nTask-Id: A-1\n',
        'x\n\nTask-Id: A-1\n',
      ),
    )
    expect(found.said).toEqual(['c0: required-trailers/autosquash', 'c1: required-trailers/autosquash'])
  })

  test('once for a change where the policy says so', async () => {
    const once = 'trailers-for: everyone\ntrailers: { Plan: { required: true, per: change } }\n'
    expect((await judged(plan(once, 'one\n', 'two\n'))).said).toEqual(['head: required-trailers/missing-in-change'])
    expect((await judged(plan(once, 'one\n\nPlan: mend it\n', 'two\n'))).verdict).toBe('pass')
  })

  test('of merges that somebody edited, not of clean ones', async () => {
    const merging = (files: Files): Planned[] => [
      { name: 'root', files: { '.precheck.yml': policy(`trailers-for: everyone\n${TASK}`) } },
      { name: 'base', files: { b: '1' } },
      { name: 'topic', on: ['root'], files: { a: '1' }, message: 'x\n\nTask-Id: A-1\n' },
      { name: 'head', on: ['topic', 'base'], files: { b: '1', ...files } },
    ]
    expect((await judged(merging({}))).verdict).toBe('pass')
    expect((await judged(merging({ c: '1' }))).said).toEqual(['head: required-trailers/missing'])
    expect((await judged(merging({ b: null }))).said).toEqual(['head: required-trailers/missing'])
  })
})

describe('settings of the policy', () => {
  const plan = (more: string, message = 'head'): Planned[] => [
    { ...BASE, files: { ...BASE.files, '.precheck.yml': POLICY + more } },
    { name: 'head', files: { 'deploy/run': '2' }, message },
  ]

  test('mode: warn keeps what is said and refuses nothing', async () => {
    expect(await judged(plan('mode: warn\n'))).toMatchObject({ verdict: 'warn', said: asked('deploy/run') })
  })

  test('a rule can warn or be off', async () => {
    expect(await judged(plan('rules: { guarded-paths: warn }\n'))).toMatchObject({
      verdict: 'warn',
      said: asked('deploy/run'),
    })
    expect(await judged(plan('rules: { guarded-paths: off }\n'))).toMatchObject({ verdict: 'pass', said: [] })
  })

  test.each(['request', 'commit'])('guarded-at: %s does not open the wall', async (at) => {
    const message = 'x\n\nSign-off-requested: deploy/run\n'
    const found = await judged(plan(`guarded-at: ${at}\n`, message))
    expect(found).toMatchObject({ verdict: 'block', said: ['head: guarded-paths/requested deploy/run'] })
  })

  test('incomplete is not softened', async () => {
    const plan: Planned[] = [
      { ...BASE, files: { '.precheck.yml': 'version: 1\nmode: warn\n' } },
      { name: 'head', on: [], files: { a: '1' } },
    ]
    expect((await judged(plan)).verdict).toBe('incomplete')
  })
})

describe('names that another system takes for one', () => {
  const added = (before: Files, ...commits: Files[]): Planned[] => [
    { name: 'base', files: { '.precheck.yml': 'version: 1\n', ...before } },
    ...commits.map((files, index) => ({ name: index === commits.length - 1 ? 'head' : `c${index}`, files })),
  ]
  const RM = { 'README.md': '1' }

  test.each<[string, Planned[], string[]]>([
    ['differ by case', added(RM, { 'Readme.md': '1' }), ['head: suspicious-paths/same-but-case Readme.md']],
    [
      'differ by Unicode form',
      added({ 'caf\u00e9': '1' }, { 'cafe\u0301': '1' }),
      ['head: suspicious-paths/same-but-form "cafe\u0301"'],
    ],
    [
      'differ in a folder',
      added({ 'Docs/a': '1' }, { 'docs/b': '1' }),
      ['head: suspicious-paths/same-but-case docs/b'],
    ],
    [
      'are a folder and a link',
      added({ 'docs/a': '1' }, { Docs: LINK }),
      ['head: suspicious-paths/same-but-case Docs'],
    ],
    [
      'are a link and a folder',
      added({ Docs: LINK }, { 'docs/a': '1' }),
      ['head: suspicious-paths/same-but-case docs/a'],
    ],
    [
      'stand at the commit that adds them',
      added(RM, { 'Readme.md': '1' }, { a: '1' }),
      ['c0: suspicious-paths/same-but-case Readme.md'],
    ],
    [
      'at the last that does',
      added(RM, { 'Readme.md': '1' }, { 'Readme.md': null }, { 'Readme.md': '2' }),
      ['head: suspicious-paths/same-but-case Readme.md'],
    ],
    ['are gone again', added(RM, { 'Readme.md': '1' }, { 'Readme.md': null }), []],
    ['were one that is renamed', added(RM, { 'README.md': null, 'Readme.md': '1' }), []],
    ['were there before', added({ ...RM, 'Readme.md': '1', 'Docs/a': '1', 'docs/b': '1' }, { 'Readme.md': '2' }), []],
    [
      'were there before as folders, one of which grows',
      added({ 'Docs/b': '1', 'docs/b': '1' }, { 'Docs/a': '1' }),
      [],
    ],
    [
      'were folders before and are files now',
      added({ 'Docs/b': '1', 'docs/c': '1' }, { 'Docs/c': '1' }),
      ['head: suspicious-paths/same-but-case Docs/c'],
    ],
    ['are not alike', added(RM, { 'README.txt': '1', 'docs/README.md': '1', straße: '1' }), []],
  ])('%s', async (_, plan, said) => {
    expect((await judged(plan)).said).toEqual(said)
  })

  test('are charged to whoever adds them, not to merges', async () => {
    const plan: Planned[] = [
      { name: 'root', files: { '.precheck.yml': 'version: 1\n' } },
      { name: 'one', files: { 'README.md': '1' } },
      { name: 'two', on: ['root'], files: { 'Readme.md': '1' } },
      { name: 'head', on: ['one', 'two'], files: { 'Readme.md': '1' } },
      { name: 'evil', on: ['one', 'root'], files: { 'ReadMe.md': '1' } },
    ]
    expect((await judged(plan, { base: 'one' })).said).toEqual(['two: suspicious-paths/same-but-case Readme.md'])
    expect([...(await judged(plan, { base: 'root' })).said].sort()).toEqual([
      'one: suspicious-paths/same-but-case README.md',
      'two: suspicious-paths/same-but-case Readme.md',
    ])
    expect((await judged(plan, { base: 'one', head: 'evil' })).said).toEqual([
      'evil: suspicious-paths/same-but-case ReadMe.md',
    ])
  })

  test('that the base brought in are not charged to a branch that merges it, crossed or not', async () => {
    const found = await judged([
      { name: 'root', files: { '.precheck.yml': 'version: 1\n' } },
      { name: 'one', files: { 'README.md': '1', 'x:y': '1' } },
      { name: 'two', on: ['root'], files: { 'Readme.md': '1', 'aux.c': '1' } },
      { name: 'base', on: ['one', 'two'], files: { 'Readme.md': '1', 'aux.c': '1' } },
      { name: 'head', on: ['two', 'one'], files: { 'README.md': '1', 'x:y': '1' } },
    ])
    expect(found).toMatchObject({ verdict: 'pass', said: [] })
  })
})

describe('the policy that judges', () => {
  const commit = (name: string, on: string, files: Files): Planned => ({ name, on: [on], files })
  const LOOSE = 'version: 1\n'
  const BROKEN = 'version: 1\npaths: [\n'

  test('is the one at the tip of the base, not the one of the change', async () => {
    const found = await judged(head({ '.precheck.yml': LOOSE, 'deploy/run': '2' }))
    expect(found.said).toEqual([...asked('.precheck.yml', 'deploy/run'), 'head: policy-change/weakened .precheck.yml'])
    expect(found.report.policy).toMatchObject({ source: `${found.report.base}:.precheck.yml`, why: 'tip of the base' })
  })

  test('is stricter than the one that a branch began with', async () => {
    const plan = [
      { ...BASE, name: 'root', files: { ...BASE.files, '.precheck.yml': LOOSE } },
      commit('base', 'root', { '.precheck.yml': POLICY }),
      commit('head', 'root', { 'deploy/run': '2' }),
      commit('good', 'root', { a: '2' }),
    ]
    expect((await judged(plan)).said).toEqual(asked('deploy/run'))
    expect(await judged(plan, { head: 'good' })).toMatchObject({ verdict: 'pass', said: [] })
  })

  test('is the base’s for a branch from before there was one, which removes nothing', async () => {
    const plan = [
      { name: 'root', files: { 'deploy/run': '1' } },
      commit('base', 'root', { '.precheck.yml': POLICY }),
      commit('head', 'root', { 'deploy/run': '2' }),
      commit('good', 'root', { a: '2' }),
      { name: 'update', on: ['good', 'base'], files: { '.precheck.yml': POLICY } },
      { name: 'dropping', on: ['good', 'base'] },
    ]
    expect((await judged(plan)).said).toEqual(asked('deploy/run'))
    for (const name of ['good', 'update'])
      expect(await judged(plan, { head: name }), name).toMatchObject({ verdict: 'pass', said: [] })
    expect((await judged(plan, { head: 'dropping' })).said).toEqual([
      'dropping: guarded-paths/needs-sign-off .precheck.yml [2]',
      'dropping: policy-change/removed .precheck.yml',
    ])
  })

  test('is none on either side: there is nothing to judge by', async () => {
    expect(
      await judgePlan([
        { name: 'base', files: { a: '1' } },
        { name: 'head', files: { '.env': '1' } },
      ]),
    ).toBeNull()
  })

  test('is being adopted: nothing is asked yet, and what will be guarded is listed', async () => {
    const plan = [
      { name: 'base', files: { 'deploy/run': '1', 'deploy/go': '1' } },
      commit('first', 'base', { 'deploy/run': '2', 'package-lock.json': '1' }),
      commit('head', 'first', { '.precheck.yml': POLICY }),
      commit('broken', 'first', { '.precheck.yml': BROKEN }),
      commit('linked', 'first', { '.precheck.yml': LINK }),
    ]
    const found = await judged(plan)
    expect(found).toMatchObject({ verdict: 'warn', said: [] })
    expect(found.report.adoption!.guards.slice(0, 3)).toEqual([
      { entry: 'deploy', files: 2 },
      { entry: 'secrets', files: 0 },
      { entry: 'lockfiles', files: 1 },
    ])
    expect(await judged(plan, { head: 'broken' })).toMatchObject({
      verdict: 'block',
      said: ['broken: policy-change/unreadable .precheck.yml'],
    })
    expect(await judged(plan, { head: 'linked' })).toMatchObject({
      verdict: 'block',
      said: ['linked: policy-change/not-a-file .precheck.yml'],
    })
  })

  test.each<[string, Files]>([
    ['does not parse', { '.precheck.yml': BROKEN }],
    ['is a link', { '.precheck.yml': LINK }],
    ['is a folder', { '.precheck.yml': null, '.precheck.yml/x': '1' }],
    ['is a submodule', { '.precheck.yml': SUBMODULE }],
  ])('on the base %s: the newest copy of the base itself that can be read judges', async (_, broken) => {
    const plan = [
      { ...BASE, name: 'oldest', files: { ...BASE.files, '.precheck.yml': LOOSE } },
      commit('good', 'oldest', { '.precheck.yml': POLICY }),
      commit('side', 'oldest', { '.precheck.yml': `${LOOSE}rules: { guarded-paths: off }\n` }),
      { name: 'merge', on: ['good', 'side'], files: { b: '1' } },
      commit('broken', 'merge', { ...broken }),
      commit('base', 'broken', { b: '2' }),
      commit('head', 'base', { 'deploy/run': '2' }),
      commit('harmless', 'base', { a: '2' }),
    ]
    const found = await judged(plan)
    expect(found.said).toEqual(['policy-change/base-unreadable', ...asked('deploy/run')])
    expect(found.report.policy.why).toContain('newest copy')
    expect(await judged(plan, { head: 'harmless' })).toMatchObject({
      verdict: 'warn',
      said: ['policy-change/base-unreadable'],
    })
  })

  test('on the base never could be read: incomplete', async () => {
    const found = await judged([
      { name: 'root', files: { '.precheck.yml': BROKEN } },
      commit('base', 'root', { '.precheck.yml': `${BROKEN} ` }),
      commit('head', 'base', { a: '1' }),
    ])
    expect(found.verdict).toBe('incomplete')
    expect(found.unknown[0]).toMatch(/line \d+, column \d+/)
  })

  test.each<[string, Files, string[]]>([
    ['removed', { '.precheck.yml': null }, asked('.precheck.yml')],
    ['unreadable', { '.precheck.yml': BROKEN }, asked('.precheck.yml')],
    ['not-a-file', { '.precheck.yml': LINK }, asked('.precheck.yml')],
    ['not-a-file', { '.precheck.yml': SUBMODULE }, asked('.precheck.yml')],
    ['not-a-file', { '.precheck.yml': null, '.precheck.yml/x': '1' }, asked('.precheck.yml', '.precheck.yml/x')],
  ])('may not be left %s', async (state, files, said) => {
    const found = await judged(head(files))
    const [change] = found.said.filter((finding) => finding.includes('policy-change'))
    expect(change).toBe(`head: policy-change/${state} .precheck.yml`)
    expect(found.said).toEqual(expect.arrayContaining([said[0]]))
    expect(found.verdict).toBe('block')
  })

  test('may be executable, and come back in the range that took it away', async () => {
    const mode = await judged(head({ '.precheck.yml': { mode: '100755', is: POLICY } }))
    expect(mode.said).toEqual(asked('.precheck.yml'))
    const back = await judged([
      BASE,
      commit('away', 'base', { '.precheck.yml': null }),
      commit('head', 'away', { '.precheck.yml': POLICY }),
    ])
    expect(back.said).toEqual(['away', 'head'].map((name) => `${name}: guarded-paths/needs-sign-off .precheck.yml`))
  })
})
