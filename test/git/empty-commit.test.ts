import { describe, expect, test } from 'vitest'
import { writeEmptyCommit } from '../../src/git/empty-commit.ts'
import { openRepository } from '../../src/git/repository.ts'
import { rewritePlace } from '../../src/git/rewrite-place.ts'
import { withKeys } from '../signoff/keys.ts'
import { judge } from '../support/example.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { outcomeOf, withScene } from '../threats/scene.ts'
import { rawOf } from './rewriting.ts'

const MESSAGE = 'chore: sign off 1 guarded change\n\nSigned-off-by: J\u00e4ne <jane@example.com>\n'

const write = async (repository: TestRepository, message: string): Promise<string> =>
  await writeEmptyCommit(
    rewritePlace(await openRepository(repository.dir, repository.env), repository.env),
    repository.git('rev-parse', 'HEAD'),
    message,
  )

/** Lets git sign with this SSH key, and believe it. */
function signWith(repository: TestRepository, key: string, publicKey: string): void {
  repository.write('.git/allowed', `ann@example.com ${publicKey}\n`)
  repository.git('config', 'gpg.format', 'ssh')
  repository.git('config', 'user.signingKey', key)
  repository.git('config', 'gpg.ssh.allowedSignersFile', `${repository.dir}/.git/allowed`)
}

const DATES = { GIT_AUTHOR_DATE: '1700009999 +0000', GIT_COMMITTER_DATE: '1700009999 +0000' }

describe('an empty commit', () => {
  test('has its parent’s tree and the message to the byte, and nothing of what is staged', () =>
    withRepository(async (repository) => {
      const parent = repository.commit('One', { a: 'a\n' })
      repository.write('a', 'b\n')
      repository.git('add', 'a')
      repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1')
      Object.assign(repository.env, DATES)
      const person = 'Ann Author <ann@example.com> 1700009999 +0000'
      const headers = `tree ${repository.git('rev-parse', 'HEAD^{tree}')}\nparent ${parent}\nauthor ${person}\ncommitter ${person}`
      const raw = rawOf(repository, await write(repository, MESSAGE))
      expect(Buffer.from(raw, 'latin1').toString()).toBe(`${headers}\n\n${MESSAGE}`)
      expect(repository.git('rev-parse', 'HEAD')).toBe(parent)
    }))

  test.each(['true', 'yes', '1'])('is signed where commit.gpgSign is %s, with the key that git has', (set) =>
    withKeys((keys) =>
      withRepository(async (repository) => {
        repository.commit('One')
        signWith(repository, keys.make('ann', '-t', 'ed25519'), keys.publicKey('ann'))
        repository.git('config', 'commit.gpgSign', set)
        const commit = await write(repository, MESSAGE)
        expect(repository.tryGit(['verify-commit', commit])).toMatchObject({ status: 0 })
        expect(repository.git('log', '-1', '--format=%B', commit)).toBe(MESSAGE)
      }),
    ),
  )

  test.each([null, 'false'])('twin: is not where it is %j, though there is a key', (set) =>
    withKeys((keys) =>
      withRepository(async (repository) => {
        repository.commit('One')
        signWith(repository, keys.make('ann', '-t', 'ed25519'), keys.publicKey('ann'))
        if (set !== null) repository.git('config', 'commit.gpgSign', set)
        expect(rawOf(repository, await write(repository, MESSAGE))).not.toContain('gpgsig')
      }),
    ),
  )

  test('that cannot be signed is not made, and git says why', () =>
    withRepository(async (repository) => {
      repository.commit('One')
      signWith(repository, '/nonexistent/key', '')
      repository.git('config', 'commit.gpgSign', 'true')
      await expect(write(repository, MESSAGE)).rejects.toThrow(
        /carries the sign-off, which commit\.gpgSign wants signed: .*\/nonexistent\/key/,
      )
    }))

  test('that is signed is still nothing but a sign-off to the range check', () =>
    withKeys((keys) =>
      withScene({ policy: 'trailers-for: everyone\ntrailers: { Task-Id: { required: true } }\n' }, async (scene) => {
        const { repository } = scene
        repository.git('commit', '-q', '--amend', '-m', 'Take it\n\nTask-Id: ABC-1')
        signWith(repository, keys.make('ann', '-t', 'ed25519'), keys.publicKey('ann'))
        repository.git('config', 'commit.gpgSign', 'true')
        const commit = await write(repository, await scene.message())
        expect(rawOf(repository, commit)).toContain('gpgsig')
        repository.git('reset', '-q', '--hard', commit)
        expect(outcomeOf(await judge(repository, 'main'))).toEqual({ verdict: 'pass', found: [], signOffs: ['valid'] })
      }),
    ))
})
