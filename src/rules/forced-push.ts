import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `paths:
  - name: deploy
    match: ['deploy/']
    action: sign-off`

export const forcedPush = defineRule({
  id: 'forced-push',
  docs: {
    summary: 'A push by force takes nothing guarded back that a protected branch already has.',
    why: 'What has landed on a guarded path was signed off. A branch that is simply set back to before it has no commit that says so, and nobody would be asked: the policy itself could be undone like that.',
    fix: 'Keep the commits that the branch has, and take the change back by a commit of its own: git revert.',
    good: [
      {
        name: 'the last commit said in other words',
        policy: POLICY,
        landed: { 'src/retry.ts': 'x\n' },
        message: 'Add retry\n',
        files: { 'src/retry.ts': 'x\n' },
      },
    ],
    bad: [
      {
        name: 'a deploy script that had landed',
        policy: POLICY,
        landed: { 'deploy/run.sh': 'x\n' },
        message: 'Add retry\n',
        files: { 'src/retry.ts': 'x\n' },
        finds: 'takes-back',
      },
    ],
  },
  messages: {
    'takes-back': ({ path, entries }: { path: string; entries: string }) => ({
      text: `${visible(path, 200)} is guarded (${entries}), and this push takes back what has landed of it`,
      remedy: { note: 'keep the commits that are there, and revert the change by a commit of its own: git revert' },
    }),
  },
  decode: () => null,
  *check({ takenBack = [] }, _options, say) {
    for (const change of takenBack) {
      const entries = change.guards.map(({ entry }) => entry).join(', ')
      yield say['takes-back']({ change }, { path: change.path, entries })
    }
  },
})
