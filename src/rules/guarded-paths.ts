import { sayWaiting, waitingSentences } from '../policy/waiting-words.ts'
import { defineRule } from './rule.ts'

const POLICY = `paths:
  - name: deploy
    match: ['deploy/']
    action: sign-off`

export const guardedPaths = defineRule({
  id: 'guarded-paths',
  docs: {
    summary: 'A change to a guarded path has a person’s sign-off for exactly that change.',
    why: 'Deploy scripts, CI and the like can do more than their diff shows. A named person looks at them before they land.',
    fix: 'Ask for a sign-off with --trailer "Sign-off-requested: <path>"; a person then signs the change off.',
    good: [{ name: 'another path', policy: POLICY, message: 'Add retry\n', files: { 'src/deploy.ts': 'x\n' } }],
    bad: [
      {
        name: 'a guarded path',
        policy: POLICY,
        message: 'Deploy twice\n',
        files: { 'deploy/run.sh': 'x\n' },
        finds: 'needs-sign-off',
      },
      {
        name: 'asked for, and not signed yet',
        policy: POLICY,
        message: 'Deploy twice\n\nSign-off-requested: deploy/run.sh\n',
        files: { 'deploy/run.sh': 'x\n' },
        finds: 'requested',
      },
    ],
  },
  messages: waitingSentences(({ entries }) => `is guarded (${entries})`),
  decode: ({ guardedAt }) => ({ mayGoOn: guardedAt === 'request' }),
  check: (change, { mayGoOn }, say) => sayWaiting(change, ['paths', 'policy'], mayGoOn, say),
})
