import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SIGN_OFF_REFS } from '../../src/ref-law.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { signOffMessage } from '../../src/signoff/message.ts'
import { writeWaiting } from '../../src/signoff/waiting.ts'
import { onTerminal } from '../commands/terminal.ts'
import { aSignOff, coversBetween, putOutside, signedBlock } from '../signoff/given.ts'
import { makeKey } from '../signoff/keys.ts'
import { BINARY, begunBy, type TestRepository } from '../support/repository.ts'
import type { Place } from './table.ts'

/** The guarded file of the story. */
export const LOCK = 'package-lock.json'

/** Its content, long enough that two people can change it in different places; some lines are at another version. */
export const lockWith = (versions: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 20 }, (_, line) => `"package-${line}": "${versions[line] ?? '1.0.0'}"\n`).join('')

/** What the story leads to: the policy's commit, and the one with the guarded change. */
interface Told {
  readonly base: string
  readonly bump: string
}

/**
 * A pull request of which one commit changes a lock file, and a person signed that off. `main` has the policy; on `topic`,
 * which is checked out, stand a commit before `bump`, it, one after it, and the sign-off if it is on top.
 */
export interface Story extends Told {
  readonly repository: TestRepository
  readonly place: Place
  /** The same person signs off more: outside of the branch if that is the place, else as a commit on top. */
  readonly sign: (covers: readonly Cover[]) => Promise<void>
}

const ID = '7c0c6a1e-0000-4000-8000-000000000000'

/** Gives the story, told once for each place, as a copy of its own. */
export const inStory = <T>(place: Place, body: (story: Story) => Promise<T>): Promise<T> =>
  told(
    (repository, ends) => {
      const sign = async (covers: readonly Cover[]) => {
        const signOff = aSignOff(covers)
        if (place === 'outside') putOutside(repository, await signedBlock(signOff, keyIn(repository), ID))
        else repository.commit(signOffMessage(signOff))
      }
      return body({ repository, place, sign, ...ends })
    },
    place,
    // Each copy of the story would have the template's dozen sample hooks.
    { init: ['--template='] },
  )

const told = begunBy(play)

const keyIn = ({ dir }: TestRepository): string => join(dir, '../jane')

async function play(repository: TestRepository, place: Place): Promise<Told> {
  const base = repository.commit('Adopt a policy', {
    '.precheck.yml': `version: 1\nlockfiles: { action: sign-off }\n${place === 'outside' ? signedBy(keyIn(repository)) : ''}`,
    'package.json': '{}\n',
    'notes.txt': 'first\n',
    [LOCK]: lockWith(),
  })
  repository.git('checkout', '-q', '-b', 'topic')
  repository.commit('Prepare', { 'notes.txt': 'prepared\n' })

  repository.write(LOCK, lockWith({ 2: '2.0.0' }))
  repository.git('add', '-A')
  const covers = coversBetween(repository, 'HEAD', repository.git('write-tree'))
  const signOff = aSignOff(covers)
  if (place === 'waiting') {
    const hooks = join(repository.dir, '.git/hooks')
    mkdirSync(hooks)
    const hook = `#!/bin/sh\nexec '${process.execPath}' '${BINARY}' hook commit-msg "$@"\n`
    writeFileSync(join(hooks, 'commit-msg'), hook, { mode: 0o755 })
    writeWaiting(join(repository.dir, '.git'), signOff)
    repository.git('commit', '-q', '-m', 'Take a newer package')
  } else {
    const block = place === 'own' ? `\n${writeBlock(signOff)}` : ''
    repository.commit(`Take a newer package\n${block}`)
  }
  const bump = repository.git('rev-parse', 'HEAD')
  repository.commit('Use it', { 'src/use.ts': 'use()\n' })
  if (place === 'on-top') repository.commit(signOffMessage(signOff))
  if (place === 'outside') await pushed(repository)
  return { base, bump }
}

const signedBy = (key: string): string =>
  `repository: ${ID}
signers: [{ name: Jane Doe, email: [jane@example.com], keys: ['${makeKey(key, '-t', 'ed25519')}'] }]
`

/** Jane signs off at her terminal and gives it to the remote; all that is here of it then is what was fetched. */
async function pushed(repository: TestRepository): Promise<void> {
  const remote = join(repository.dir, '../remote.git')
  repository.git('init', '-q', '--bare', remote)
  repository.git('remote', 'add', 'origin', remote)
  const signed = await onTerminal(repository, ['signoff', 'main..topic', '--push', '--key', keyIn(repository)], 'y\n')
  if (signed.status !== 0) throw new Error(signed.text)
  rmSync(join(repository.dir, '.git', SIGN_OFF_REFS), { recursive: true })
  repository.git('fetch', '-q', 'origin', `+${SIGN_OFF_REFS}*:${SIGN_OFF_REFS}*`)
}
