import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { outsideSignOffs } from '../../src/collect/sign-offs/outside-sign-offs.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { aSignOff, coversBetween, LATER, putOutside, signedBlock } from '../signoff/given.ts'
import { withKeys } from '../signoff/keys.ts'
import { judge } from '../support/example.ts'
import { inIsolation } from '../support/isolated.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const REPOSITORY = '7c0c6a1e-0000-4000-8000-000000000000'
const REFS = 'refs/precheck/signoffs/'

const policy = (key: string, more = '') => `version: 1
repository: ${REPOSITORY}
paths:
  - { name: deploy, match: ['deploy/']${more} }
signers:
  - { name: Jane Doe, email: [jane@example.com], keys: ['${key}'] }
`

interface Scene {
  readonly repository: TestRepository
  /** The ends of steps of deploy/run, the base first. */
  readonly steps: readonly string[]
  /** A block of Jane's for the change between two of them. */
  readonly block: (from: number, to: number, more?: Parameters<typeof aSignOff>[1]) => Promise<string>
  readonly unsigned: (from: number, to: number) => string
  /** A block of Jane's for whatever is covered. */
  readonly signed: (covers: readonly Cover[], more?: Parameters<typeof aSignOff>[1]) => Promise<string>
}

/** A branch with some commits that change deploy/run, and nothing signed in it. */
async function scene<T>(commits: number, body: (scene: Scene) => Promise<T>, more = ''): Promise<T> {
  return await withKeys(async (keys) => {
    const key = keys.make('jane', '-t', 'ed25519')
    return await withRepository(async (repository) => {
      const steps = [repository.commit('Adopt', { '.precheck.yml': policy(keys.publicKey('jane'), more) })]
      repository.git('branch', 'base')
      for (let step = 1; step <= commits; step += 1)
        steps.push(repository.commit(`Step ${step}`, { 'deploy/run': `${step}\n`, [`src/${step}`]: 'x\n' }))
      const covers = (from: number, to: number) => coversBetween(repository, steps[from]!, steps[to]!, 'deploy')
      return await body({
        repository,
        steps,
        block: (from, to, other) => signedBlock(aSignOff(covers(from, to), other), key, REPOSITORY),
        signed: (all, other) => signedBlock(aSignOff(all, other), key, REPOSITORY),
        unsigned: (from, to) => writeBlock(aSignOff(covers(from, to))),
      })
    })
  })
}

async function found({ repository }: Scene) {
  const { verdict, signOffs, findings } = await judge(repository, 'base')
  return {
    verdict,
    signOffs: signOffs.map(({ state, strength, at }) => `${state} ${strength} ${at.commit}`),
    said: findings.filter(({ rule }) => rule === 'sign-offs').map(({ text }) => text),
  }
}

describe('a sign-off outside of the branch', () => {
  test('counts when it is signed, and the report says that no commit carries it', async () => {
    await scene(1, async (at) => {
      expect((await found(at)).verdict).toBe('block')
      putOutside(at.repository, await at.block(0, 1))
      expect(await found(at)).toEqual({ verdict: 'pass', signOffs: ['valid signed null'], said: [] })
    })
  })

  test('does not when whoever can push could have typed it, and that is told', async () => {
    await scene(1, async (at) => {
      putOutside(at.repository, at.unsigned(0, 1))
      const { verdict, signOffs, said } = await found(at)
      expect([verdict, ...signOffs]).toEqual(['block', 'too-weak bound null'])
      expect(said).toEqual([
        'the sign-off of jane@example.com stands outside of the branch, where only one counts that is signed with a key',
      ])
      // The same lines in a commit do count here.
      at.repository.commit(`Sign\n\n${at.unsigned(0, 1)}`)
      expect((await found(at)).verdict).toBe('pass')
    })
  })

  test('is one step of a way that others of them and the branch lead on', async () => {
    await scene(3, async (at) => {
      putOutside(at.repository, await at.block(0, 1))
      putOutside(at.repository, await at.block(2, 3))
      expect((await found(at)).verdict).toBe('block')
      at.repository.commit(`Sign\n\n${at.unsigned(1, 2)}`)
      expect((await found(at)).verdict).toBe('pass')
    })
  })

  test('dies with a change to what it covers, and is still told', async () => {
    await scene(1, async (at) => {
      putOutside(at.repository, await at.block(0, 1))
      at.repository.write('deploy/run', 'other\n')
      at.repository.git('commit', '-q', '-a', '--amend', '--no-edit')
      const { verdict, signOffs, said } = await found(at)
      expect([verdict, ...signOffs]).toEqual(['block', 'stale signed null'])
      expect(said).toEqual([expect.stringContaining('as it was before it changed again')])
    })
  })

  test('is used up once the base had its change and took it back', async () => {
    await scene(1, async (at) => {
      const { repository } = at
      const seconds = Number(repository.git('log', '-1', '--format=%ct'))
      putOutside(repository, await at.block(0, 1, { made: writeMade(seconds + 1) }))
      expect((await found(at)).verdict).toBe('pass')
      repository.git('revert', '--no-edit', 'HEAD')
      repository.git('branch', '-f', 'base', 'HEAD')
      repository.git('revert', '--no-edit', 'HEAD')
      expect(await found(at)).toMatchObject({ verdict: 'block', signOffs: ['spent signed null'] })
      putOutside(repository, await at.block(0, 1, { made: writeMade(LATER) }))
      expect((await found(at)).verdict).toBe('pass')
    })
  })

  test('that has to do with other changes is not looked at', async () => {
    await scene(2, async (at) => {
      putOutside(at.repository, await at.block(0, 1))
      putOutside(at.repository, await at.block(1, 2))
      at.repository.git('branch', '-f', 'base', 'HEAD')
      at.repository.commit('More', { 'deploy/run': '3\n' })
      expect(await found(at)).toMatchObject({ verdict: 'block', signOffs: [], said: [] })
    })
  })

  test('does not count under a bad signature', async () => {
    await scene(1, async (at) => {
      putOutside(at.repository, (await at.block(0, 1)).replace(/made: \d{4}/, 'made: 2024'))
      expect(await found(at)).toMatchObject({ verdict: 'block', signOffs: ['bad-signature bound null'] })
    })
  })
})

/** Puts another content of deploy/run into the base, and the branch's one commit on top of it, with its author's date. */
function moveBase({ repository }: Scene, content = '1\n'): void {
  repository.git('branch', '-f', 'topic', 'HEAD')
  repository.git('checkout', '-q', '-B', 'moving', 'base')
  repository.commit('The base moves', { 'deploy/run': 'moved\n' })
  repository.git('branch', '-f', 'base', 'HEAD')
  repository.write('deploy/run', content)
  repository.git('add', '-A')
  repository.git('commit', '-q', '-C', 'topic')
}

describe('a sign-off whose start the base has moved away from', () => {
  const told = async ({ repository }: Scene) =>
    (await judge(repository, 'base')).findings
      .filter(({ rule }) => rule === 'sign-offs')
      .map(({ message, text, fix, at: { path } }) => {
        const command = fix?.kind === 'command' ? fix.argv.join(' ').replace(repository.head(), 'HEAD') : null
        return { message, text, command, path }
      })

  /** What is said of it outside of the branch, which has to be what is said of the same lines in a commit. */
  async function toldAlike(at: Scene, block: string) {
    const { repository } = at
    const ref = putOutside(repository, block)
    const outside = await told(at)
    repository.git('update-ref', '-d', ref)
    repository.commit(`Sign\n\n${block}`)
    expect(outside).toEqual(await told(at))
    return outside
  }

  test('is told with what was signed where the content is another one as well', async () => {
    await scene(1, async (at) => {
      moveBase(at, '1\nand more\n')
      const [signed, now] = at.repository.git('rev-parse', 'topic:deploy/run', 'HEAD:deploy/run').split('\n')
      expect(await toldAlike(at, await at.block(0, 1))).toEqual([
        {
          message: 'stale',
          text: 'the sign-off of jane@example.com covers deploy/run as it was before it changed again',
          command: `git diff ${signed} ${now}`,
          path: 'deploy/run',
        },
      ])
    })
  })

  test('is told where the content is as it was signed', async () => {
    await scene(1, async (at) => {
      moveBase(at)
      const said = await toldAlike(at, await at.block(0, 1))
      expect(said).toMatchObject([{ message: 'other-steps', text: expect.stringContaining('as it is now') }])
    })
  })

  test('is nothing to tell any more once the change is signed off as it is', async () => {
    await scene(1, async (at) => {
      putOutside(at.repository, await at.block(0, 1))
      moveBase(at)
      at.repository.commit(`Sign\n\n${writeBlock(aSignOff(coversBetween(at.repository, 'base', 'HEAD', 'deploy')))}`)
      const { verdict, signOffs, said } = await found(at)
      expect([verdict, signOffs.length, ...said]).toEqual(['pass', 1])
    })
  })

  test('is not told of what others signed, nobody knows, or is elsewhere', async () => {
    await scene(1, async (at) => {
      const { repository, block } = at
      const [cover] = coversBetween(repository, at.steps[0]!, at.steps[1]!, 'deploy')
      moveBase(at, '1\nand more\n')
      putOutside(repository, at.unsigned(0, 1))
      putOutside(repository, await block(0, 1, { signer: { name: 'Mallory', email: 'mallory@example.com' } }))
      putOutside(repository, (await block(0, 1)).replace(/made: \d{4}/, 'made: 2024'))
      const elsewhere = { ...cover!, path: 'deploy/other' }
      const above = {
        path: 'deplo/',
        old: { mode: '040000', oid: cover!.new.oid },
        new: { mode: '040000', oid: at.steps[1]! },
      }
      putOutside(repository, await at.signed([elsewhere, above]))
      expect(await found(at)).toMatchObject({ verdict: 'block', signOffs: [], said: [] })
    })
  })

  test('is not told where what was signed is on a branch that was not fetched', async () => {
    await scene(1, async (at) => {
      const { repository } = at
      const [cover] = coversBetween(repository, at.steps[0]!, at.steps[1]!, 'deploy')
      moveBase(at, '1\nand more\n')
      const unknown = { ...cover!, new: { ...cover!.new, oid: 'a'.repeat(40) } }
      const ref = putOutside(repository, await at.signed([unknown]))
      expect(await told(at)).toEqual([])
      repository.git('update-ref', '-d', ref)
      putOutside(repository, await at.signed([cover!]))
      expect(await told(at)).toMatchObject([{ message: 'stale' }])
    })
  })

  test('leaves the change judged where no signature can be verified', async () => {
    await scene(1, async (at) => {
      const { repository } = at
      putOutside(repository, await at.block(0, 1))
      moveBase(at)
      const programs = join(repository.dir, '../programs')
      mkdirSync(programs)
      symlinkSync(repository.run('sh', ['-c', 'command -v git']).stdout.trim(), join(programs, 'git'))
      repository.env['PATH'] = programs
      expect(await found(at)).toEqual({ verdict: 'block', signOffs: [], said: [] })
      // One on which something rests cannot be left out.
      putOutside(repository, await at.signed(coversBetween(repository, 'base', 'HEAD', 'deploy')))
      expect((await found(at)).verdict).toBe('incomplete')
    })
  })

  test('is not told of what landed, nor of an older one of the same hand', async () => {
    await scene(3, async (at) => {
      const { repository, block, steps } = at
      const made = (minutes: number) => ({ made: writeMade(LATER + 60 * minutes) })
      // Another change: signed as it was first, and then as it landed and moved the base.
      putOutside(repository, await block(0, 1, made(1)))
      repository.git('checkout', '-q', '-B', 'moving', steps[0]!)
      repository.commit('What landed', { 'deploy/run': 'landed\n' })
      repository.git('branch', '-f', 'base', 'HEAD')
      putOutside(repository, await at.signed(coversBetween(repository, steps[0]!, 'HEAD', 'deploy'), made(2)))
      repository.write('deploy/run', 'ours\n')
      repository.git('commit', '-q', '-a', `--date=@${LATER + 90} +0000`, '-m', 'Begun between the two')
      expect(await told(at)).toEqual([])
      // One that was made while this change was there may be about it, though the same person's landed later.
      repository.git('commit', '-q', '--amend', '--no-edit', `--date=@${LATER} +0000`)
      expect(await told(at)).toMatchObject([{ message: 'stale' }])
      // Of several that did not land the newest is told.
      putOutside(repository, await block(1, 3, made(3)))
      const signed = repository.git('rev-parse', `${steps[3]}:deploy/run`)
      expect(await told(at)).toEqual([
        expect.objectContaining({ command: expect.stringContaining(`git diff ${signed} `) }),
      ])
    })
  })
})

describe('what is not exactly a sign-off under its own digest is left out and told', () => {
  const cases: readonly (readonly [string, (block: string) => readonly [string | Buffer, string?], RegExp])[] = [
    ['another name', (block) => [block, '0'.repeat(64)], /the name of its ref is not the digest of its content/],
    ['a name in capitals', (block) => [block, digest(block).toUpperCase()], /is not the digest/],
    ['a name below it', (block) => [block, `${digest(block)}/x`], /is not the digest/],
    ['something behind it', (block) => [`${block}\n`], /it is not one sign-off and nothing else/],
    ['something before it', (block) => [`Subject\n\n${block}`], /it is not one sign-off/],
    ['two', (block) => [`${block}\n${block}`], /it is not one sign-off/],
    ['indented', (block) => [block.replace(/^/gm, '  ')], /it is not one sign-off/],
    ['nothing', () => [''], /it is not one sign-off/],
    ['too much', () => [Buffer.alloc(300 * 1024, 'x')], /it is larger than 256 KiB/],
  ]
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')

  test.each(cases)('%s', async (_, change, reason) => {
    await scene(1, async (at) => {
      putOutside(at.repository, ...change(await at.block(0, 1)))
      const { verdict, signOffs, said } = await found(at)
      expect([verdict, ...signOffs]).toEqual(['block'])
      expect(said).toEqual([expect.stringMatching(reason)])
      expect(said[0]).toContain(`in ${REFS}`)
    })
  })

  test('a commit', async () => {
    await scene(1, async (at) => {
      at.repository.git('update-ref', `${REFS}${'1'.repeat(64)}`, at.steps[1]!)
      expect((await found(at)).said).toEqual([expect.stringMatching(/it is no blob that is here/)])
    })
  })

  test('many are told in few words', async () => {
    await scene(1, async (at) => {
      for (let number = 0; number < 30; number += 1) putOutside(at.repository, `x${number}\n`)
      const { said } = await found(at)
      expect(said).toHaveLength(21)
      expect(said.at(-1)).toContain('and 10 more like these')
    })
  })

  test('and one that was made in the future, for nothing shows when it came', async () => {
    await scene(1, async ({ repository, block }) => {
      putOutside(repository, await block(0, 1, { made: writeMade(LATER + 3 * 86_400) }))
      const at = (now: number) =>
        inIsolation(repository, async (place, opened) => await outsideSignOffs(opened, place, null, now))
      expect(await at(LATER)).toMatchObject({
        blocks: [],
        almost: [{ text: 'it says that it was made in the future' }],
      })
      expect(await at(LATER + 2 * 86_400)).toMatchObject({ blocks: [{}], almost: [] })
    })
  })
})
