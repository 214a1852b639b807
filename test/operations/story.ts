import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeBlock } from '../../src/signoff/block.ts'
import { signOffMessage } from '../../src/signoff/message.ts'
import { writeWaiting } from '../../src/signoff/waiting.ts'
import { aSignOff, coversBetween } from '../signoff/given.ts'
import { BINARY, TestRepository } from '../support/repository.ts'
import type { Place } from './table.ts'

/** The guarded file of the story. */
export const LOCK = 'package-lock.json'

/** Its content, long enough that two people can change it in different places; some lines are at another version. */
export const lockWith = (versions: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 20 }, (_, line) => `"package-${line}": "${versions[line] ?? '1.0.0'}"\n`).join('')

/**
 * A pull request of which one commit changes a lock file, and a person signed that off. `main` has the policy; on `topic`,
 * which is checked out, follow each other `prepare`, `bump` (the guarded change), `use`, and the sign-off if it is on top.
 */
export interface Story {
  readonly repository: TestRepository
  readonly place: Place
  readonly prepare: string
  readonly bump: string
  readonly use: string
}

/** Tells the story once; each operation gets a copy of it. `forget` takes all of it away. */
export function tell(place: Place): { readonly copy: () => Story; readonly forget: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'precheck-test-'))
  const home = join(root, 'home')
  const told = join(root, 'told')
  mkdirSync(home)
  mkdirSync(told)
  const ids = play(new TestRepository(told, home), place)
  let copies = 0
  return {
    copy: () => {
      copies += 1
      const dir = join(root, `copy-${copies}`)
      cpSync(told, dir, { recursive: true })
      return { repository: new TestRepository(dir, home), place, ...ids }
    },
    forget: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}

function play(repository: TestRepository, place: Place): Omit<Story, 'repository' | 'place'> {
  repository.git('init', '-q', '-b', 'main')
  repository.commit('Adopt a policy', {
    '.precheck.yml': 'version: 1\nlockfiles: { action: sign-off }\n',
    'package.json': '{}\n',
    'notes.txt': 'first\n',
    [LOCK]: lockWith(),
  })
  repository.git('checkout', '-q', '-b', 'topic')
  const prepare = repository.commit('Prepare', { 'notes.txt': 'prepared\n' })

  repository.write(LOCK, lockWith({ 2: '2.0.0' }))
  repository.git('add', '-A')
  const signOff = aSignOff(coversBetween(repository, 'HEAD', repository.git('write-tree')))
  if (place === 'waiting') {
    const hook = join(repository.dir, '.git/hooks/commit-msg')
    writeFileSync(hook, `#!/bin/sh\nexec '${process.execPath}' '${BINARY}' hook commit-msg "$@"\n`, { mode: 0o755 })
    writeWaiting(join(repository.dir, '.git'), signOff)
    repository.git('commit', '-q', '-m', 'Take a newer package')
  } else {
    const block = place === 'own' ? `\n${writeBlock(signOff)}` : ''
    repository.commit(`Take a newer package\n${block}`)
  }
  const bump = repository.git('rev-parse', 'HEAD')
  const use = repository.commit('Use it', { 'src/use.ts': 'use()\n' })
  if (place === 'on-top') repository.commit(signOffMessage(signOff))
  return { prepare, bump, use }
}
