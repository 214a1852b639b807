import { describe, expect, test } from 'vitest'
import { makeHistory, type Planned } from '../support/history.ts'
import { type Judged, judged, judgeNamed } from '../support/judged.ts'
import { type Entry, entriesOf, WHO, write, writeCommit, writeTree } from '../support/objects.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

/**
 * Ways past the range check that were found by trying, each with the harmless change that looks like it. Most need objects
 * that no porcelain writes; a server takes them all unless `receive.fsckObjects` is set.
 */

const POLICY = "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"
const BASE: Planned = {
  name: 'base',
  files: { '.precheck.yml': POLICY, 'deploy/run': 'run', a: '1', 'z.md': '1' },
}
const LONG = 'a line that git finds again under another name\n'.repeat(20)
/** Judges a commit on the base whose tree is made of the base's by hand. */
async function judgedTree(
  change: (repository: TestRepository, entries: Entry[], blob: (text: string) => string) => readonly Entry[],
  plan: Planned = BASE,
): Promise<Judged> {
  return await withRepository(async (repository) => {
    const ids = makeHistory(repository, [plan])
    const blob = (text: string) => write(repository, 'blob', text)
    const tree = writeTree(repository, change(repository, entriesOf(repository, `${ids['base']}^{tree}`), blob))
    return (await judgeNamed(repository, { ...ids, head: writeCommit(repository, tree, ids['base']!) }))!
  })
}

/** What git says of such a tree is not what it checks out. */
function expectOdd(found: Judged, name: string): void {
  expect(found.verdict).toBe('incomplete')
  expect(found.unknown).toEqual([expect.stringContaining(`that git never writes, with ${name} as the name`)])
}

const paths = ({ said }: Judged): readonly string[] => said.map((line) => line.replace(/^.*? /, ''))

describe('a header "parent" below the author makes a clean merge of a commit that git takes for none', () => {
  const policy = 'version: 1\ntrailers-for: everyone\ntrailers: { Task-Id: { required: true } }\n'
  const judgedWith = (header: (twin: string) => string, message: string) =>
    withRepository(async (repository) => {
      const ids = makeHistory(repository, [
        { name: 'base', files: { '.precheck.yml': policy } },
        { name: 'twin', files: { a: '1' } },
      ])
      const head = writeCommit(
        repository,
        `${repository.git('rev-parse', 'twin^{tree}')}`,
        ids['base']!,
        header(ids['twin']!),
        message,
      )
      return (await judgeNamed(repository, { ...ids, head }))!
    })

  test('and owes its trailers still', async () => {
    const found = await judgedWith((twin) => `parent ${twin}\n`, 'Add it\n')
    expect(found.said).toEqual(['head: required-trailers/missing'])
    expect(found.report.commits).toHaveLength(1)
  })

  test('harmless: other headers, and trailers', async () => {
    const found = await judgedWith(() => 'change-id abc\n', 'Add it\n\nTask-Id: A-1\n')
    expect(found.verdict).toBe('pass')
  })
})

describe('a folder called "." ends the process that looks for manifests', () => {
  const plan: Planned = {
    name: 'base',
    files: { '.precheck.yml': 'version: 1\n', 'pom.xml': '1', 'lockfile.json': '1' },
  }

  test.each(['.', '..'])('%s: and nothing of the change is taken for read', async (name) => {
    const found = await judgedTree((repository, entries, blob) => {
      const changed = entries.map(
        ([mode, path, oid]): Entry => [mode, path, path === 'lockfile.json' ? blob('2') : oid],
      )
      return [['40000', name, writeTree(repository, [['100644', 'lockfile.json', blob('2')]])], ...changed]
    }, plan)
    expectOdd(found, name)
  })

  test('harmless: a folder of another name', async () => {
    const found = await judgedTree(
      (repository, entries, blob) => [
        ['40000', '...x', writeTree(repository, [['100644', 'lockfile.json', blob('2')]])],
        ...entries,
      ],
      plan,
    )
    expect(found.verdict).toBe('pass')
  })
})

describe('a folder whose name is not UTF-8 hides the manifest in it', () => {
  const plan = (files: NonNullable<Planned['files']>): Planned[] => [
    { name: 'base', files: { '.precheck.yml': 'version: 1\n', '\udcff/pom.xml': '1', '\udcff/lockfile.json': '1' } },
    { name: 'head', files },
  ]
  test('and the lock file beside it is found still', async () => {
    expect(paths(await judged(plan({ '\udcff/lockfile.json': '2' })))).toEqual([
      'lockfiles/needs-sign-off "\\udcff/lockfile.json"',
    ])
  })
  test('harmless: a file of that name without a manifest', async () => {
    expect((await judged(plan({ 'x/lockfile.json': '2' }))).verdict).toBe('pass')
  })
})

describe('a rename on the base carries an edit into a guarded path', () => {
  const plan = (
    renamed: string,
    topic: NonNullable<Planned['files']>,
    merge: NonNullable<Planned['files']>,
  ): Planned[] => [
    { ...BASE, name: 'start', files: { ...BASE.files, 'old.sh': LONG } },
    { name: 'base', files: { 'old.sh': null, [renamed]: LONG } },
    { name: 'topic', on: ['start'], files: topic },
    { name: 'head', on: ['topic', 'base'], files: { 'old.sh': null, [renamed]: LONG, ...merge } },
  ]

  test('and the merge is asked for it', async () => {
    const found = await judged(plan('deploy/new', { 'old.sh': `${LONG}evil\n` }, { 'deploy/new': `${LONG}evil\n` }))
    expect(found).toMatchObject({ verdict: 'block', unknown: [] })
    expect(paths(found)).toEqual([1, 2].map((parent) => `guarded-paths/needs-sign-off deploy/new [${parent}]`))
    expect(found.report.commits.at(-1)!.subject).toBe('head')
  })

  test('harmless: into a path that is not guarded, or without an edit', async () => {
    const carried = plan('src/new', { 'old.sh': `${LONG}good\n` }, { 'src/new': `${LONG}good\n` })
    expect(await judged(carried)).toMatchObject({ verdict: 'pass', unknown: [] })
    expect(await judged(plan('deploy/new', { a: '2' }, {}))).toMatchObject({ verdict: 'pass', unknown: [] })
  })
})

describe('a folder that is renamed takes along what the other side adds to it', () => {
  const LONG_TOO = LONG.replaceAll('name', 'title')
  const plan = (from: string, to: string, files: NonNullable<Planned['files']>): Planned[] => [
    {
      name: 'start',
      files: { '.precheck.yml': POLICY, [`${from}/a`]: LONG, [`${from}/b`]: LONG_TOO },
    },
    { name: 'base', files: { [`${from}/new`]: 'new' } },
    {
      name: 'topic',
      on: ['start'],
      files: { [from]: null, [`${to}/a`]: LONG, [`${to}/b`]: LONG_TOO },
    },
    { name: 'head', on: ['topic', 'base'], files },
  ]
  const inMerge = ({ said }: Judged) => said.filter((line) => line.startsWith('head: '))

  test('out of a guarded folder', async () => {
    const found = await judged(plan('deploy', 'src', { 'src/new': 'new' }))
    expect(found.unknown).toEqual([])
    expect(inMerge(found)).toEqual(['head: guarded-paths/needs-sign-off deploy/new [2]'])
  })

  test('into one', async () => {
    const found = await judged(plan('src', 'deploy', { 'deploy/new': 'new' }))
    expect(inMerge(found)).toEqual([1, 2].map((parent) => `head: guarded-paths/needs-sign-off deploy/new [${parent}]`))
  })

  test('harmless: what is added stays where it was put', async () => {
    for (const [from, to] of [
      ['deploy', 'src'],
      ['src', 'deploy'],
    ] as const) {
      expect(inMerge(await judged(plan(from, to, { [`${from}/new`]: 'new' })))).toEqual([])
    }
  })
})

describe('trees that no porcelain writes', () => {
  test('a path twice', async () => {
    const found = await judgedTree((repository, entries, blob) => {
      const deploy = entries.find(([, name]) => name === 'deploy')!
      const twice = writeTree(repository, [
        ['100644', 'run', blob('run')],
        ['100644', 'run', blob('evil')],
      ])
      return entries.map((entry): Entry => (entry === deploy ? ['40000', 'deploy', twice] : entry))
    })
    expectOdd(found, 'run')
  })

  test('a folder twice', async () => {
    const found = await judgedTree((repository, entries, blob) => [
      ...entries.slice(0, -1),
      ['40000', 'deploy', writeTree(repository, [['100644', 'run', blob('evil')]])],
      ...entries.slice(-1),
    ])
    expectOdd(found, 'deploy')
  })

  test('the policy twice, its own copy first or last', async () => {
    const loose = (blob: (text: string) => string): Entry => [
      '100644',
      '.precheck.yml',
      blob('version: 1\nmode: warn\n'),
    ]
    const first = await judgedTree((_, entries, blob) => [loose(blob), ...entries])
    const last = await judgedTree((_, [own, ...entries], blob) => [own!, loose(blob), ...entries])
    for (const found of [first, last]) expectOdd(found, '.precheck.yml')
  })

  test('out of order', async () => {
    const found = await judgedTree((repository, entries, blob) => {
      const evil = writeTree(repository, [['100644', 'run', blob('evil')]])
      return entries.map((entry): Entry => (entry[1] === 'deploy' ? ['40000', 'deploy', evil] : entry)).reverse()
    })
    expectOdd(found, 'deploy')
  })

  test('a name with a slash in it', async () => {
    const found = await judgedTree((_, entries, blob) => [
      ...entries,
      ['100644', 'deploy/evil', blob('1')],
      ['100644', 'x/../deploy/run', blob('1')],
    ])
    expectOdd(found, 'deploy/evil')
  })

  test('a mode that is written otherwise is the same mode, and no change', async () => {
    const found = await judgedTree((repository, entries) =>
      entries.map(([mode, name, oid]): Entry => {
        if (name !== 'deploy') return [mode, name, oid]
        const run = repository.git('rev-parse', 'base:deploy/run')
        return ['040000', name, writeTree(repository, [['100664', 'run', run]])]
      }),
    )
    expect(found).toMatchObject({ verdict: 'pass', said: [] })
  })

  test.each<[string, Entry]>([
    ['a folder that is a file', ['40000', 'x', 'blob']],
    ['a file that is not there, in a folder that is not there', ['40000', 'x', '1'.repeat(40)]],
  ])('%s: incomplete, never green', async (_, [mode, name, oid]) => {
    const found = await judgedTree((__, entries, blob) => [
      ...entries.slice(0, -1),
      [mode, name, oid === 'blob' ? blob('1') : oid],
      ...entries.slice(-1),
    ])
    expect(found.verdict).toBe('incomplete')
  })

  test('harmless: the same trees, well made', async () => {
    const found = await judgedTree((_, entries, blob) => [...entries, ['100644', 'zz', blob('1')]])
    expect(found.verdict).toBe('pass')
  })
})

describe('a merge that is none', () => {
  const judgedMerge = async (on: readonly string[], files: NonNullable<Planned['files']>, message = 'head') =>
    await judged([
      { ...BASE, name: 'older', files: { ...BASE.files, 'deploy/run': 'unsafe' } },
      { name: 'base', files: { 'deploy/run': 'mended' } },
      { name: 'topic', files: { a: '2' } },
      { name: 'side', on: ['base'], files: { b: '2' } },
      { name: 'head', on, files, message },
    ])

  test('takes back a mend by merging what came before it', async () => {
    const found = await judgedMerge(['topic', 'older'], { 'deploy/run': 'unsafe' })
    expect(found.said).toEqual(['head: guarded-paths/needs-sign-off deploy/run [1]'])
  })

  test('changes something with one parent twice', async () => {
    const found = await withRepository(async (repository) => {
      const ids = makeHistory(repository, [BASE, { name: 'evil', files: { 'deploy/run': 'evil' } }])
      const head = writeCommit(repository, repository.git('rev-parse', 'evil^{tree}'), ids['base']!)
      const twice = repository.git('cat-file', 'commit', head).replace(/^parent .*$/m, (line) => `${line}\n${line}`)
      return (await judgeNamed(repository, { ...ids, head: write(repository, 'commit', `${twice}\n`) }))!
    })
    expect(paths(found)).toContain('guarded-paths/needs-sign-off deploy/run [1]')
  })

  test('says in its subject what it was compared with', async () => {
    const found = await judgedMerge(['topic', 'side'], { b: '2', 'deploy/run': 'evil' }, `(from ${'1'.repeat(40)}) x\n`)
    expect(found.said).toEqual([1, 2].map((parent) => `head: guarded-paths/needs-sign-off deploy/run [${parent}]`))
  })

  test('hides a change among many parents', async () => {
    const found = await judgedMerge(['topic', 'side', 'older'], { b: '2', 'deploy/run': 'evil' })
    expect(found.said).toEqual([1, 2, 3].map((parent) => `head: guarded-paths/needs-sign-off deploy/run [${parent}]`))
  })

  test('harmless: one that only joins', async () => {
    for (const on of [
      ['topic', 'older'],
      ['older', 'topic'],
      ['topic', 'side'],
      ['topic', 'base'],
    ]) {
      const files = { a: '2', 'deploy/run': 'mended', ...(on.includes('side') ? { b: '2' } : {}) }
      expect(await judgedMerge(on, files), on.join()).toMatchObject({ verdict: 'pass', said: [] })
    }
  })
})

describe('a history that is brought in', () => {
  const plan = (files: NonNullable<Planned['files']>, merge: NonNullable<Planned['files']>): Planned[] => [
    BASE,
    { name: 'import', on: [], files },
    { name: 'more', files: { 'import/b': '1' } },
    { name: 'head', on: ['base', 'more'], files: { 'import/b': '1', ...merge } },
  ]

  test('has its own policy, which judges nothing', async () => {
    const own = { '.precheck.yml': 'version: 1\nmode: warn\n' }
    const found = await judged(plan(own, own))
    expect(found.verdict).toBe('block')
    expect(found.said).toContain('import: guarded-paths/needs-sign-off .precheck.yml')
    expect(found.said).toContain('head: guarded-paths/needs-sign-off .precheck.yml [1]')
  })

  test('may not take the place of all that is there', async () => {
    const found = await judged(
      plan({ 'import/a': '1' }, { 'import/a': '1', '.precheck.yml': null, deploy: null, a: null }),
    )
    expect(paths(found)).toEqual([
      'guarded-paths/needs-sign-off .precheck.yml [1]',
      'guarded-paths/needs-sign-off deploy/run [1]',
      'policy-change/removed .precheck.yml',
    ])
  })

  test('harmless: one that lies beside it', async () => {
    expect((await judged(plan({ 'import/a': '1' }, { 'import/a': '1' }))).verdict).toBe('pass')
  })
})

describe('names of the policy that another system opens as the policy', () => {
  test.each(['.Precheck.yml', '.precheck.yml.', '.precheck.yml::$DATA', '.pr\u200becheck.yml'])(
    '%s is asked for',
    async (name) => {
      const found = await judged([BASE, { name: 'head', files: { [name]: 'version: 1\n' } }])
      expect(
        found.said.some((said) => said.startsWith('head: guarded-paths/needs-sign-off')),
        found.said.join(),
      ).toBe(true)
      expect(found.verdict).toBe('block')
    },
  )

  test('harmless: names beside it', async () => {
    const files = { 'precheck.yml': '1', '.precheck.yaml.md': '1', 'docs/.precheck.yml.txt': '1' }
    expect((await judged([BASE, { name: 'head', files }])).verdict).toBe('pass')
  })
})

describe('what is done and taken back within a range', () => {
  test.each<[string, readonly NonNullable<Planned['files']>[]]>([
    [
      'a guarded folder that goes out and comes back changed',
      [
        { deploy: null, 'x/run': 'run' },
        { 'x/run': null, 'deploy/run': 'evil' },
      ],
    ],
    ['two guarded files that change places', [{ 'deploy/run': 'other', 'deploy/other': 'run' }]],
    [
      'a folder that becomes a link while it is changed',
      [
        { deploy: { mode: '120000', is: 'x' }, 'x/run': 'evil' },
        { deploy: null, 'deploy/run': 'evil' },
      ],
    ],
    ['a mode that is set for one commit', [{ 'deploy/run': { mode: '100755', is: 'run' } }, { 'deploy/run': 'run' }]],
  ])('%s: each commit is asked for it', async (_, steps) => {
    const start = { ...BASE, files: { ...BASE.files, 'deploy/other': 'other' } }
    const plan = [
      start,
      ...steps.map((files, index): Planned => ({ name: index === steps.length - 1 ? 'head' : `c${index}`, files })),
    ]
    const found = await judged(plan)
    for (const { name } of plan.slice(1)) {
      expect(found.said, name).toContainEqual(expect.stringMatching(`^${name}: guarded-paths/needs-sign-off deploy`))
    }
  })

  test('harmless: the same beside it', async () => {
    const steps: NonNullable<Planned['files']>[] = [
      { a: null, x: '1' },
      { x: null, a: '1' },
    ]
    const found = await judged([BASE, { name: 'c0', files: steps[0]! }, { name: 'head', files: steps[1]! }])
    expect(found.verdict).toBe('pass')
  })
})

describe('words that hide others', () => {
  const policy = 'version: 1\ntrailers-for: everyone\ntrailers: { Task-Id: { required: true } }\n'
  const judgedMessage = (more: string, message: string | Buffer) =>
    withRepository(async (repository) => {
      const ids = makeHistory(repository, [{ name: 'base', files: { '.precheck.yml': policy } }])
      const tree = repository.git('rev-parse', 'base^{tree}')
      const text = `tree ${tree}\nparent ${ids['base']}\nauthor ${WHO}\ncommitter ${WHO}\n${more}\n`
      const head = write(repository, 'commit', Buffer.concat([Buffer.from(text), Buffer.from(message)]))
      return (await judgeNamed(repository, { ...ids, head }))!
    })
  const GOOD = 'Add it\n\nTask-Id: A-1\n'

  test.each<[string, string, string | Buffer]>([
    ['a NUL byte before the trailers', '', 'Add it\0\n\nTask-Id: A-1\n'],
    ['a NUL byte behind them', '', `${GOOD}\0fixup\n`],
    ['an encoding that git reads otherwise', 'encoding UTF-16LE\n', GOOD],
    ['an encoding that nobody reads', 'encoding x-own\n', GOOD],
  ])('%s', async (_, more, message) => {
    const found = await judgedMessage(more, message)
    expect(found.verdict).toBe('block')
    expect(found.said).toContain('head: commit-message/unreadable')
  })

  test('harmless: other encodings, and any letters', async () => {
    expect(
      (await judgedMessage('encoding ISO-8859-1\n', Buffer.from('R\xe9sum\xe9\n\nTask-Id: A-1\n', 'latin1'))).verdict,
    ).toBe('pass')
    expect((await judgedMessage('', `Résumé 日本語\n\nTask-Id: A-1\n`)).verdict).toBe('pass')
  })
})

describe('an edit that git carries over to a guarded path when it lands', () => {
  const lands = (base: Planned['files'], head: Planned['files']) =>
    judged([
      { name: 'start', files: { '.precheck.yml': POLICY, 'src/run': LONG, a: '1' } },
      { name: 'base', files: base! },
      { name: 'head', on: ['start'], files: head! },
    ])

  test('is not let through: no commit makes it there', async () => {
    const { report } = await lands({ 'src/run': null, 'deploy/run': LONG }, { 'src/run': `${LONG}evil\n` })
    expect(report.verdict).toBe('incomplete')
    const reasons = report.outcomes.flatMap(({ reason }) => reason ?? [])
    expect(reasons).toEqual([expect.stringMatching(/carries a change over to deploy\/run .*: merge the base into/)])
  })

  test('and is judged as part of the merge by which it comes there', async () => {
    const found = await judged([
      { name: 'start', files: { '.precheck.yml': POLICY, 'src/run': LONG } },
      { name: 'base', files: { 'src/run': null, 'deploy/run': LONG } },
      { name: 'edit', on: ['start'], files: { 'src/run': `${LONG}evil\n` } },
      { name: 'head', on: ['edit', 'base'], files: { 'src/run': null, 'deploy/run': `${LONG}evil\n` } },
    ])
    expect(found.verdict).toBe('block')
    expect(paths(found).join()).toContain('deploy/run')
  })

  test.each<[string, Planned['files'], Planned['files']]>([
    ['a rename to where nothing is guarded', { 'src/run': null, 'src/go': LONG }, { 'src/run': `${LONG}x\n` }],
    ['a rename of what is not edited', { 'src/run': null, 'deploy/run': LONG }, { a: '2' }],
    ['a base that has changed what is guarded itself', { 'deploy/run': '1' }, { 'src/run': `${LONG}x\n` }],
  ])('harmless: %s', async (_, base, head) => {
    expect((await lands(base, head)).verdict).toBe('pass')
  })
})
