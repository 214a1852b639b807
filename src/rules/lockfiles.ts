import { sayWaiting, waitingSentences } from '../policy/waiting-words.ts'
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
  messages: waitingSentences(({ standsIn }) =>
    standsIn ? 'is a link or a submodule in the place of lock files' : 'is a lock file',
  ),
  decode: ({ guardedAt }) => ({ mayGoOn: guardedAt === 'request' }),
  check: (change, { mayGoOn }, say) => sayWaiting(change, ['lockfiles'], mayGoOn, say),
})
