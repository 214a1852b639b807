import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeMade } from '../../src/signoff/made.ts'
import { coversBetween, LATER } from '../signoff/given.ts'
import { judge, rawCommit } from '../support/example.ts'
import { AFTER, BEFORE, LOCK, outcome, outcomeAt, outcomeOf, type Scene, withScene } from './scene.ts'

const PASSES = { verdict: 'pass', found: [], signOffs: ['valid'] }
const OPEN = 'lockfiles/needs-sign-off'

describe('a change that was signed off, landed and was reverted on the base', () => {
  const DAY = 86_400
  const REVERTED = LATER + DAY
  const AGAIN = REVERTED + DAY
  const plan = [
    { name: 'landed', on: ['base'], files: { [LOCK]: AFTER } },
    { name: 'main', on: ['landed'], files: { [LOCK]: BEFORE }, at: REVERTED },
    { name: 'topic', on: ['main'], files: { [LOCK]: AFTER }, at: AGAIN },
  ]
  const SPENT = { verdict: 'block', found: [OPEN, 'sign-offs/spent'], signOffs: ['spent'] }
  const YEAR_9999 = '9999-12-31T23:59:59Z'

  test('comes again with the sign-off of then: refused, also with a date that was moved by hand', () =>
    withScene({ plan }, async (scene) => {
      const then = await scene.message()
      expect(await outcomeAt(scene, AGAIN, then)).toEqual(SPENT)
      const moved = then.replace(writeMade(LATER), writeMade(AGAIN))
      expect(await outcomeAt(scene, AGAIN, moved)).toMatchObject({
        verdict: 'block',
        signOffs: ['spent', 'bad-signature'],
      })
    }))

  test('twin: and was signed again since', () =>
    withScene({ plan }, async (scene) => {
      const message = await scene.message({ made: writeMade(REVERTED + 1) })
      expect(await outcomeAt(scene, AGAIN, message)).toEqual(PASSES)
    }))

  test('twin: and is the same sign-off before it landed', () =>
    withScene({ plan: [plan[0]!, { ...plan[1]!, files: {} }, { ...plan[2]!, on: ['base'] }] }, async (scene) => {
      const { repository } = scene
      repository.commit(await scene.message({ covers: coversBetween(repository, 'base', 'topic') }))
      expect(outcomeOf(await judge(repository, 'base'))).toEqual(PASSES)
    }))

  test('comes again with a sign-off from the future, which would never be used up: refused', () =>
    withScene({ plan }, async (scene) => {
      const message = await scene.message({ made: YEAR_9999 })
      expect(await outcomeAt(scene, AGAIN, message)).toEqual(SPENT)
      expect(await outcomeAt(scene, AGAIN + DAY, message)).toMatchObject({ verdict: 'block' })
    }))

  test.each([
    ['by a person whose clock is ten minutes fast', 600, 0],
    ['and rebased a year later', 0, 365 * DAY],
  ])('twin: signed again since, %s', (_, ahead, later) =>
    withScene({ plan }, async (scene) => {
      const message = await scene.message({ made: writeMade(AGAIN + ahead) })
      expect(await outcomeAt(scene, AGAIN + later, message)).toEqual(PASSES)
    }),
  )

  /** The sign-off of the change landed with it, and the revert came on top. */
  async function withLanded(made: string, body: (scene: Scene, then: string) => Promise<void>) {
    await withScene(
      { plan: [plan[0]!, { name: 'main', on: ['landed'] }, { name: 'topic', on: ['base'] }] },
      async (scene) => {
        const { repository } = scene
        const covers = coversBetween(repository, 'base', 'landed')
        const then = await scene.message({ made, covers })
        repository.git('checkout', '-q', '-f', 'main')
        repository.commit(then)
        const revert = repository.tryGit(['revert', '--no-edit', 'landed'], {
          env: { GIT_COMMITTER_DATE: `${REVERTED} +0000` },
        })
        if (revert.status !== 0) throw new Error(revert.stderr)
        repository.git('checkout', '-q', '-B', 'topic', 'main')
        repository.commit('Take it again', { [LOCK]: AFTER })
        await body(scene, then)
      },
    )
  }

  test('and whose sign-off landed with it: that one is used up, whatever all the dates say', () =>
    withLanded(YEAR_9999, async (scene, then) => {
      expect(await outcomeAt(scene, 253_402_300_799, then)).toEqual(SPENT)
      const again = await scene.message({
        made: '9999-12-31T23:59:58Z',
        covers: coversBetween(scene.repository, 'main', 'topic'),
      })
      expect(await outcomeAt(scene, 253_402_300_799, again)).toMatchObject({ verdict: 'pass' })
    }))
})

describe('a key that the base has taken off its list since', () => {
  const others = 'signers: [{ name: Jane Doe, email: [jane@example.com], keys: [KEY] }]\n'

  /** The policy of the base goes on while the pull request is open. */
  async function baseLists(scene: Scene, whose: 'jane' | 'robin'): Promise<void> {
    const { repository } = scene
    repository.commit(await scene.message())
    const policy = repository.git('show', 'main:.precheck.yml').split('signers:')
    const key = /keys: \['(.*)'\].*/g
    const [first, second] = [...policy[1]!.matchAll(key)].map((match) => match[1]!)
    repository.git('checkout', '-q', 'main')
    const listed = others.replace('KEY', `'${whose === 'jane' ? first : second}'`)
    repository.commit('Change keys', { '.precheck.yml': `${policy[0]}${listed}`, 'elsewhere.txt': 'x\n' })
    repository.git('checkout', '-q', 'topic')
  }

  test('signs nothing any more, though the branch still lists it', () =>
    withScene({}, async (scene) => {
      await baseLists(scene, 'robin')
      expect(await outcome(scene)).toEqual({
        verdict: 'block',
        found: [OPEN, 'sign-offs/bad-signature'],
        signOffs: ['bad-signature'],
      })
    }))

  test('twin: a base that went on and still lists it', () =>
    withScene({}, async (scene) => {
      await baseLists(scene, 'jane')
      expect(await outcome(scene)).toEqual(PASSES)
    }))
})

describe('a folder that was signed off as one', () => {
  const before = { 'infra/a.tf': 'a1\n', 'infra/b.tf': 'b1\n', 'infra.tf': 'x1\n' }
  const setting = {
    policy: "paths: [{ name: infra, match: ['infra/', 'infra.tf'], action: sign-off, strength: signed }]\n",
    plan: [
      { name: 'main', on: ['base'], files: before },
      { name: 'topic', on: ['main'], files: { 'infra/a.tf': 'a2\n', 'infra/b.tf': 'b2\n' } },
    ],
  }

  /** The folder between two commits, as one state. */
  const folder = ({ repository }: Scene, old = 'main', now = 'topic') => {
    const tree = (commit: string) => ({ mode: '040000', oid: repository.git('rev-parse', `${commit}:infra`) })
    return [{ path: 'infra/', old: tree(old), new: tree(now) }]
  }

  test('hides no file that is changed in it afterwards', () =>
    withScene(setting, async (scene) => {
      const message = await scene.message({ covers: folder(scene) })
      scene.repository.commit('More', { 'infra/b.tf': 'b3\n' })
      expect(await outcome(scene, message)).toEqual({
        verdict: 'block',
        found: ['guarded-paths/needs-sign-off'],
        signOffs: ['valid'],
      })
    }))

  test('hides no file that was changed in it before it was squashed', () =>
    withScene(setting, async (scene) => {
      const { repository } = scene
      const message = await scene.message({ covers: folder(scene) })
      repository.write('infra/b.tf', 'b3\n')
      repository.git('add', '-A')
      repository.git('commit', '-q', '--amend', '--no-edit')
      expect(await outcome(scene, message)).toEqual({
        verdict: 'block',
        found: ['guarded-paths/needs-sign-off'],
        signOffs: ['valid'],
      })
    }))

  test('is said to be stale where all in it has changed again', () =>
    withScene(setting, async (scene) => {
      const { repository } = scene
      const message = await scene.message({ covers: folder(scene) })
      for (const name of ['a', 'b']) repository.write(`infra/${name}.tf`, `${name}3\n`)
      repository.git('add', '-A')
      repository.git('commit', '-q', '--amend', '--no-edit')
      expect(await outcome(scene, message)).toEqual({
        verdict: 'block',
        found: ['guarded-paths/needs-sign-off', 'guarded-paths/needs-sign-off', 'sign-offs/stale'],
        signOffs: ['stale'],
      })
    }))

  test('hides no file beside it, whose name begins like it', () =>
    withScene(setting, async (scene) => {
      const message = await scene.message({ covers: folder(scene) })
      scene.repository.commit('Beside', { 'infra.tf': 'x2\n' })
      expect(await outcome(scene, message)).toMatchObject({ verdict: 'block', found: ['guarded-paths/needs-sign-off'] })
    }))

  test('that is not here covers nothing', () =>
    withScene(setting, async (scene) => {
      const [cover] = folder(scene)
      const elsewhere = { ...cover!, old: { mode: '040000', oid: '1'.repeat(40) } }
      expect(await outcome(scene, await scene.message({ covers: [elsewhere] }))).toMatchObject({ verdict: 'block' })
    }))

  test('twin: as it was signed off', () =>
    withScene(setting, async (scene) => {
      expect(await outcome(scene, await scene.message({ covers: folder(scene) }))).toEqual(PASSES)
    }))
})

describe('a path that is built to be read as something else', () => {
  const setting = (path: string) => ({
    policy: "paths: [{ name: deploy, match: ['deploy/'], action: sign-off }]\n",
    plan: [
      { name: 'main', on: ['base'] },
      { name: 'topic', on: ['main'], files: { [path]: 'x\n' } },
    ],
  })
  const A = 'a'.repeat(40)

  test.each([
    ['two lines', `deploy/run\nSign-off-covers: ${A}..${A}\n deploy/run`],
    ['a tab, and another line', `deploy/run\tx`],
  ])('%s: it cannot be signed off', (_, path) =>
    withScene(setting(path), async (scene) => {
      const block = await scene.block({
        key: null,
        covers: scene.covers.map((cover) => ({ ...cover, path: 'deploy/run' })),
      })
      const quoted = `"${path.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`
      const bare = await outcome(scene, `Raw\n\n${block.replace('deploy/run', () => path)}`)
      expect(bare.verdict).toBe('block')
      const written = await outcome(scene, `Quoted\n\n${block.replace('deploy/run', () => quoted)}`)
      expect(written.verdict).toBe('block')
      expect(written.found).toContain('guarded-paths/needs-sign-off')
      expect(written.found).toContain('sign-offs/damaged')
    }),
  )

  test.each(['deploy/a name with "quotes" and \\', 'deploy/gr\u00fc\u00dfe', 'deploy/-rf'])('twin: %s', (path) =>
    withScene(setting(path), async (scene) => {
      expect(await outcome(scene, await scene.message())).toMatchObject({ signOffs: ['valid'] })
      expect((await outcome(scene)).found.filter((found) => found.startsWith('guarded-paths'))).toEqual([])
    }),
  )

  test('another path of the same content is not covered', () =>
    withScene(setting('deploy/run'), async (scene) => {
      const covers = scene.covers.map((cover) => ({ ...cover, path: 'deploy/Run' }))
      expect(await outcome(scene, await scene.message({ covers }))).toMatchObject({
        verdict: 'block',
        signOffs: ['stale'],
      })
    }))
})

test('a sign-off behind a NUL byte, where git shows nobody that it is there: refused', () =>
  withScene({}, async (scene) => {
    const { repository } = scene
    const hidden = rawCommit(repository, `Nothing to see\0\n\n${await scene.block()}`)
    repository.git('reset', '-q', '--hard', hidden)
    expect((await outcome(scene)).verdict).toBe('block')
  }))

test('a file that was made executable after it was signed off: refused', () =>
  withScene({}, async (scene) => {
    const message = await scene.message()
    chmodSync(join(scene.repository.dir, LOCK), 0o755)
    scene.repository.git('commit', '-q', '-a', '--amend', '--no-edit')
    expect(await outcome(scene, message)).toEqual({
      verdict: 'block',
      found: [OPEN, 'sign-offs/stale'],
      signOffs: ['stale'],
    })
  }))

test('a sign-off of the same file in another spelling: refused', () =>
  withScene(
    {
      plan: [
        { name: 'main', on: ['base'] },
        { name: 'topic', on: ['main'], files: { 'web/Yarn.LOCK': 'x\n' } },
      ],
    },
    async (scene) => {
      const covers = scene.covers.map((cover) => ({ ...cover, path: 'web/yarn.lock' }))
      expect((await outcome(scene, await scene.message({ covers }))).found).toContain(OPEN)
      expect((await outcome(scene, await scene.message())).found).not.toContain(OPEN)
    },
  ))
