import { describe, expect, test } from 'vitest'
import { signOffMessage } from '../../src/signoff/message.ts'
import { aSignOff, coversBetween } from '../signoff/given.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { inShared, judgeNamed } from '../support/judged.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const POLICY = `version: 1
paths:
  - { name: deploy, match: ['deploy/'], action: sign-off }
  - { name: secrets, match: ['*.pem'], action: block }
`
const asking = (...paths: readonly string[]): string =>
  `Work\n\n${paths.map((path) => `Sign-off-requested: ${path}\n`).join('')}`

const BASE: Planned = { name: 'base', files: { '.precheck.yml': POLICY, 'src/a.ts': '1', 'deploy/run': '1' } }

/** Makes these commits on a base, signs these steps off on top, and says what the range check finds. */
const saidOf = (
  plan: readonly Planned[],
  { steps = [], policy = POLICY, request = {} }: Signing = {},
): Promise<readonly string[]> =>
  inShared(async (repository, judgeIn) => {
    const base = { ...BASE, files: { ...BASE.files, '.precheck.yml': policy } }
    const ids = { ...makeHistory(repository, [base, ...plan]) }
    const last = plan.at(-1)!.name
    if (steps.length > 0) {
      const on = [ids[last]!]
      Object.assign(ids, makeHistory(repository, [{ name: 'head', on, message: signing(repository, steps) }]))
    }
    const found = await judgeIn(ids, { head: steps.length > 0 ? 'head' : last, request })
    expect(found!.unknown).toEqual([])
    return [found!.verdict, ...found!.said]
  })

interface Signing {
  readonly steps?: readonly (readonly [old: string, now: string, path: string])[]
  readonly policy?: string
  readonly request?: NonNullable<Parameters<typeof judgeNamed>[2]>['request']
}

/** The message of a commit that signs these steps off. */
function signing(repository: TestRepository, steps: NonNullable<Signing['steps']>): string {
  const covers = steps.flatMap(([old, now, path]) => coversBetween(repository, old, now, path))
  expect(covers).toHaveLength(steps.length)
  return signOffMessage(aSignOff(covers))
}

const REQUESTED = 'requested-sign-offs/requested'
const NOTHING = 'requested-sign-offs/for-nothing'
const one: Planned = { name: 'one', message: asking('src/a.ts'), files: { 'src/a.ts': '2' } }

describe('a request for a path that no entry guards', () => {
  test('blocks until a person has signed exactly that change off', async () => {
    expect(await saidOf([one])).toEqual(['block', `one: ${REQUESTED} src/a.ts`])
    expect(await saidOf([one], { steps: [['base', 'one', 'src/a.ts']] })).toEqual(['pass'])
  })

  test('blocks again when the change goes on under it', async () => {
    const stale: Planned[] = [
      { name: 'before', files: { 'src/a.ts': '3' } },
      { ...one, on: ['base'] },
    ]
    expect(await saidOf(stale, { steps: [['base', 'before', 'src/a.ts']] })).toEqual([
      'block',
      `one: ${REQUESTED} src/a.ts`,
      'head: sign-offs/stale src/a.ts',
    ])
  })

  test('goes on in a push', async () => {
    expect(await saidOf([one], { request: { kind: 'push', at: 'hook' } })).toEqual([
      'warn',
      `one: ${REQUESTED} src/a.ts`,
    ])
  })

  test('twin: the same change without a request is nobody’s business', async () => {
    expect(await saidOf([{ ...one, message: 'Work\n' }])).toEqual(['pass'])
  })

  test.each<[string, string, string]>([
    ['as git quotes it', 'src/gr\u00fcn.ts', '"src/gr\\303\\274n.ts"'],
    ['as it stands', 'src/gr\u00fcn.ts', 'src/gr\u00fcn.ts'],
    ['with a name that another system hides', 'src/a.ts.', 'src/a.ts.'],
  ])('may be written %s', async (_, path, written) => {
    const said = await saidOf([{ name: 'one', message: asking(written), files: { [path]: '2' } }])
    const shown = /^[!-~]+$/.test(path) ? path : JSON.stringify(path)
    expect(said).toContain(`one: ${REQUESTED} ${shown}`)
  })

  test.each<[string, Planned['files'], string]>([
    ['added', { 'src/b.ts': '1' }, 'src/b.ts'],
    ['deleted', { 'src/a.ts': null }, 'src/a.ts'],
    ['made executable', { 'src/a.ts': { mode: '100755', is: '1' } }, 'src/a.ts'],
    ['made a link', { 'src/a.ts': { mode: '120000', is: 'x' } }, 'src/a.ts'],
  ])('holds for one that is %s', async (_, files, path) => {
    const plan: Planned[] = [{ name: 'one', message: asking(path), files: files! }]
    expect(await saidOf(plan)).toEqual(['block', `one: ${REQUESTED} ${path}`])
    expect(await saidOf(plan, { steps: [['base', 'one', path]] })).toEqual(['pass'])
  })

  test('asks for what its own commit changes, and not for the same path elsewhere', async () => {
    const plan: Planned[] = [{ name: 'other', files: { 'src/a.ts': '3' } }, one]
    expect(await saidOf(plan)).toEqual(['block', `one: ${REQUESTED} src/a.ts`])
    expect(await saidOf(plan, { steps: [['other', 'one', 'src/a.ts']] })).toEqual(['pass'])
  })

  test('asks for the path wherever it changes, where its own commit leaves it alone', async () => {
    const plan: Planned[] = [
      { name: 'first', files: { 'src/a.ts': '2' } },
      { name: 'second', files: { 'src/a.ts': '3' } },
      { name: 'asks', message: asking('src/a.ts'), files: { 'src/b.ts': '1' } },
    ]
    expect(await saidOf(plan)).toEqual(['block', `first: ${REQUESTED} src/a.ts`, `second: ${REQUESTED} src/a.ts`])
    const steps = [
      ['base', 'first', 'src/a.ts'],
      ['first', 'second', 'src/a.ts'],
    ] as const
    expect(await saidOf(plan, { steps })).toEqual(['pass'])
  })

  test('is enough by its net change where pull requests land squashed', async () => {
    const plan: Planned[] = [
      { name: 'first', message: asking('src/a.ts'), files: { 'src/a.ts': '2' } },
      { name: 'second', message: asking('src/a.ts'), files: { 'src/a.ts': '3' } },
    ]
    const steps = [['base', 'second', 'src/a.ts']] as const
    expect(await saidOf(plan, { steps, policy: `${POLICY}lands: squash\n` })).toEqual(['pass'])
    expect((await saidOf(plan, { steps }))[0]).toBe('block')
  })
})

test('thousands of commits that ask for one path, and do not all change it, are looked at once', async () => {
  const COUNT = 2_000
  const plan = Array.from(
    { length: COUNT },
    (_, index): Planned => ({
      ...{ name: `c${index}`, unnamed: true, message: asking('src/a.ts') },
      files: index % 2 === 0 ? { 'src/a.ts': `${index}` } : {},
    }),
  )
  await withRepository(async (repository) => {
    const ids = makeHistory(repository, [BASE, ...plan])
    const found = await judgeNamed(repository, ids, { head: `c${COUNT - 1}` })
    expect(found!.said).toHaveLength(COUNT / 2)
  })
})

describe('a request weakens nothing', () => {
  test('of a guarded path: that says so itself, and asks what its entry asks', async () => {
    const plan: Planned[] = [{ name: 'one', message: asking('deploy/run'), files: { 'deploy/run': '2' } }]
    expect(await saidOf(plan)).toEqual(['block', 'one: guarded-paths/requested deploy/run'])
    const strict = POLICY.replace('action: sign-off', 'action: sign-off, approvals: 2')
    expect(await saidOf(plan, { steps: [['base', 'one', 'deploy/run']], policy: strict })).toEqual([
      'block',
      'one: guarded-paths/requested deploy/run',
    ])
  })

  test('of a guarded path that another commit changes: that is refused as if nobody had asked', async () => {
    const plan: Planned[] = [
      { name: 'one', files: { 'deploy/run': '2' } },
      { name: 'asks', message: asking('deploy/run'), files: { 'src/a.ts': '2' } },
    ]
    expect(await saidOf(plan)).toEqual(['block', 'one: guarded-paths/needs-sign-off deploy/run'])
  })

  test('of a blocked path: that stays blocked', async () => {
    const plan: Planned[] = [{ name: 'one', message: asking('a.pem'), files: { 'a.pem': '2' } }]
    expect(await saidOf(plan, { steps: [['base', 'one', 'a.pem']] })).toContain('one: blocked-paths/blocked a.pem')
  })

  test('by an unknown signer: that is no sign-off', async () => {
    const policy = `${POLICY}signers: [{ name: Robin, email: [robin@example.com] }]\n`
    expect(await saidOf([one], { steps: [['base', 'one', 'src/a.ts']], policy })).toEqual([
      'block',
      `one: ${REQUESTED} src/a.ts`,
      'head: sign-offs/unknown-signer',
    ])
  })
})

describe('a merge that asks', () => {
  const sides: readonly Planned[] = [
    { name: 'main', on: ['base'], files: { 'src/b.ts': '1' } },
    { name: 'topic', on: ['base'], files: { 'src/c.ts': '1' } },
  ]

  test('for what its maker did needs a sign-off against each parent', async () => {
    const merge: Planned = {
      ...{ name: 'merge', on: ['topic', 'main'], message: asking('src/a.ts') },
      files: { 'src/b.ts': '1', 'src/a.ts': '2' },
    }
    expect(await saidOf([...sides, merge])).toEqual([
      'block',
      `merge: ${REQUESTED} src/a.ts [1]`,
      `merge: ${REQUESTED} src/a.ts [2]`,
    ])
    expect(await saidOf([...sides, merge], { steps: [['topic', 'merge', 'src/a.ts']] })).toEqual(['pass'])
  })

  test('for what git merged by itself asks for the commit that made it', async () => {
    const merge: Planned = {
      name: 'merge',
      on: ['topic', 'main'],
      message: asking('src/c.ts'),
      files: { 'src/b.ts': '1' },
    }
    expect(await saidOf([...sides, merge])).toEqual(['block', `topic: ${REQUESTED} src/c.ts`])
  })
})

describe('a request for a path that nothing changes', () => {
  test.each([
    ['misspelt', 'a.ts', 'did you mean src/a.ts?'],
    ['of which nothing is near', 'README', 'no commit here changes it'],
    ['a file that is there and stays as it is', 'deploy/run', 'no commit here changes it'],
  ])(
    '%s: is a warning',
    async (_, path, words) =>
      await withRepository(async (repository) => {
        const ids = makeHistory(repository, [BASE, { name: 'head', message: asking(path), files: { 'src/a.ts': '2' } }])
        const found = await judgeNamed(repository, ids)
        expect(found).toMatchObject({ verdict: 'warn', said: [`head: ${NOTHING} ${path}`] })
        expect(found!.report.findings[0]!.text).toContain(words)
      }),
  )

  test('in an empty commit is one, too', async () => {
    expect(await saidOf([{ name: 'one', message: asking('src/a.ts') }])).toEqual(['warn', `one: ${NOTHING} src/a.ts`])
  })

  test('beside one that holds takes nothing from that', async () => {
    expect(await saidOf([{ ...one, message: asking('b.ts', 'src/a.ts') }])).toEqual([
      'block',
      `one: ${REQUESTED} src/a.ts`,
      `one: ${NOTHING} b.ts`,
    ])
  })
})
