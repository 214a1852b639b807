import { stage, withHooks } from '../../hooks/hooked.ts'
import { aSignOff, coversBetween, signedBlock } from '../../signoff/given.ts'
import { withKeys } from '../../signoff/keys.ts'
import type { Ran } from '../../support/repository.ts'
import { ID, LOCK, type Scene } from '../scene.ts'
import { ASKING, type Limit, message, playedAt, ranAs, scene } from '../threat.ts'

/**
 * A hook in a session that shows no sign of an agent, and a commit of a guarded change with a sign-off that is signed with
 * the key that the policy lists.
 */
const withKeyAtHand = playedAt('hook', async () => {
  let ran: Ran | null = null
  await withKeys(async (keys) => {
    const key = keys.make('jane', '-t', 'ed25519')
    const policy = `repository: ${ID}
lockfiles: { action: sign-off, strength: signed }
signers: [{ name: Jane Doe, email: [jane@example.com], keys: ['${keys.publicKey('jane')}'] }]`
    await withHooks(
      policy,
      async (repository) => {
        stage(repository, { [LOCK]: '2\n' })
        const covers = coversBetween(repository, 'HEAD', repository.git('write-tree'))
        ran = repository.tryGit(['commit', '-q', '-F', '-'], {
          input: `Change\n\n${await signedBlock(aSignOff(covers), key, ID)}`,
        })
      },
      { files: { [LOCK]: '1\n' } },
    )
  })
  return ranAs(ran!)
})

/** What the wall, and a hook that has nothing to go by, cannot tell from honest work. */
export const limits: readonly Limit[] = [
  {
    id: 'N3',
    name: 'a sign-off that an agent has typed, where no key is asked for',
    passes: scene({ policy: 'lockfiles: { action: sign-off }\n' }, async ({ message: written }: Scene) => [
      await written({ key: null }),
    ]),
  },
  {
    id: 'N4',
    name: 'a sign-off that an agent has signed with a key that it can use',
    passes: scene({}, async ({ message: written }: Scene) => [await written()]),
  },
  { id: 'N5', name: 'the same, at the hook of a session that shows no agent', passes: withKeyAtHand },
  {
    id: 'N6',
    name: 'tests that were never run',
    passes: message(
      'Change\n\nTests-Run: npm test (3000 passed)\n',
      'version: 1\ntrailers-for: everyone\ntrailers: { Tests-Run: { required: true } }\n',
    ),
  },
  {
    id: 'N7',
    name: 'an agent that leaves no trace',
    passes: message('Change\n', ASKING.replace('everyone', 'agents')),
  },
]
