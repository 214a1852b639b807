import { openGuards } from '../policy/open-guards.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `paths:
  - name: deploy
    match: ['deploy/']
    action: sign-off`

interface Requested {
  readonly path: string
  readonly entries: string
  readonly against: string
  readonly goesOn: boolean
}

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
  messages: {
    'needs-sign-off': ({ path, entries, against }: { path: string; entries: string; against: string }) => ({
      text: `${visible(path, 200)} is guarded (${entries}) and has no sign-off${against}`,
      remedy: { signOff: true },
    }),
    requested: ({ path, entries, against, goesOn }: Requested) => ({
      text: `${visible(path, 200)} is guarded (${entries}): a sign-off is requested and not given yet${against}`,
      // Asked for is all that its author can do; the wall waits for the person.
      ...(goesOn ? { atMost: 'warn' as const } : { remedy: { signOff: true } as const }),
    }),
  },
  decode: ({ guardedAt }) => ({ mayGoOn: guardedAt === 'request' }),
  *check(change, { mayGoOn }, say) {
    const goesOn = change.at === 'hook' && mayGoOn
    for (const { commit, file, guards, requested, against } of openGuards(change, ['paths', 'policy'])) {
      const said = { path: file.path, entries: guards.map(({ entry }) => entry).join(', '), against }
      if (requested) yield say.requested({ commit, change: file }, { ...said, goesOn })
      else yield say['needs-sign-off']({ commit, change: file }, said)
    }
  },
})
