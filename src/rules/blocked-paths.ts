import { isAbsent } from '../change.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `paths:
  - name: secrets
    match: ['.env', '*.pem']
    except: ['.env.example']
    action: block`

export const blockedPaths = defineRule({
  id: 'blocked-paths',
  docs: {
    summary: 'A path that the policy blocks is not changed, by anybody, with any sign-off.',
    why: 'Some files must never enter a history: what is in a history stays in every clone of it.',
    fix: 'Leave the path out of the commit. If it must be there, or has to go although it has landed, a person changes the policy first.',
    good: [{ name: 'an example file', policy: POLICY, message: 'Add a sample\n', files: { '.env.example': 'KEY=\n' } }],
    bad: [
      { name: 'a secret', policy: POLICY, message: 'Add settings\n', files: { '.env': 'KEY=1\n' }, finds: 'blocked' },
      {
        name: 'a secret deleted',
        policy: POLICY,
        message: 'Remove a key\n',
        before: { 'a/key.pem': 'x\n' },
        deletes: ['a/key.pem'],
        finds: 'blocked',
      },
    ],
  },
  messages: {
    blocked: ({ path, entry, deleted }: { path: string; entry: string; deleted: boolean }) => ({
      text: `${visible(path, 200)} is blocked by the policy (${entry}): no sign-off lets it through${deleted ? ', nor its deletion' : ''}`,
      remedy: deleted ? { note: toTakeOut(path) } : { leaveOut: path },
    }),
  },
  decode: () => null,
  *check(change, _options, say) {
    const isBeingMade = change.kind === 'message' || change.kind === 'staged'
    for (const commit of change.commits) {
      const told = new Set<string>()
      for (const file of commit.changes) {
        const guard = file.guards.find(({ action }) => action === 'block')
        if (!guard || told.has(file.path)) continue
        told.add(file.path)
        // Left out of this commit it would only stay; of commits that exist each is mended by leaving it out.
        const deleted = isAbsent(file.new) && isBeingMade
        yield say.blocked({ commit, change: file }, { path: file.path, entry: guard.entry, deleted })
      }
    }
  },
})

const toTakeOut = (path: string): string =>
  `if a commit of this branch has brought it in: precheck mend <that commit> --leave-out ${visible(path, 200)}, and no commit deletes it then. If it has landed, a person first takes it out of what the policy blocks. What was pushed is known: revoke it`
