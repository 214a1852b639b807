import { openGuards } from '../policy/open-guards.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

export const lockfiles = defineRule({
  id: 'lockfiles',
  docs: {
    summary: 'A change to a lock file has a person’s sign-off for exactly that change.',
    why: 'A lock file decides which code is downloaded and run, and nobody reads its diff. One changed line can bring in a package that nobody asked for.',
    fix: 'Ask for a sign-off with --trailer "Sign-off-requested: <path>"; a person then signs the change off. Or take the change back.',
    good: [
      { name: 'a manifest', message: 'Describe the package\n', files: { 'package.json': '{}\n' } },
      { name: 'a name like one', message: 'Lock the door\n', files: { 'src/package-lock.ts': 'x\n' } },
      { name: 'a common name without its manifest', message: 'Add an order\n', files: { 'orders/lock.json': '{}\n' } },
    ],
    bad: [
      {
        name: 'a lock file',
        message: 'Add a package\n',
        files: { 'web/package-lock.json': '{}\n' },
        finds: 'needs-sign-off',
      },
      {
        name: 'in other letters',
        message: 'Add a package\n',
        files: { 'web/Package-Lock.JSON': '{}\n' },
        finds: 'needs-sign-off',
      },
      {
        name: 'a lock file deleted',
        message: 'Start afresh\n',
        before: { 'Cargo.lock': 'x\n' },
        deletes: ['Cargo.lock'],
        finds: 'needs-sign-off',
      },
      {
        name: 'asked for, and not signed yet',
        message: 'Add a package\n\nSign-off-requested: yarn.lock\n',
        files: { 'yarn.lock': 'x\n' },
        finds: 'requested',
      },
    ],
  },
  messages: {
    'needs-sign-off': ({ path, against }: { path: string; against: string }) => ({
      text: `${visible(path, 200)} is a lock file and has no sign-off${against}`,
      remedy: { signOff: true },
    }),
    requested: ({ path, against, goesOn }: { path: string; against: string; goesOn: boolean }) => ({
      text: `${visible(path, 200)} is a lock file: a sign-off is requested and not given yet${against}`,
      // Asked for is all that its author can do; the wall waits for the person.
      ...(goesOn ? { atMost: 'warn' as const } : { remedy: { signOff: true } as const }),
    }),
  },
  decode: ({ guardedAt }) => ({ mayGoOn: guardedAt === 'request' }),
  *check(change, { mayGoOn }, say) {
    const goesOn = change.at === 'hook' && mayGoOn
    for (const { commit, file, requested, against } of openGuards(change, ['lockfiles'])) {
      if (requested) yield say.requested({ commit, change: file }, { path: file.path, against, goesOn })
      else yield say['needs-sign-off']({ commit, change: file }, { path: file.path, against })
    }
  },
})
