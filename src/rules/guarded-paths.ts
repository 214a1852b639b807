import { openGuards } from '../policy/open-guards.ts'
import { visible } from '../visible.ts'
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
  messages: {
    'needs-sign-off': ({ path, entries }: { path: string; entries: string }) => ({
      text: `${visible(path, 200)} is guarded (${entries}) and has no sign-off`,
      remedy: { signOff: true },
    }),
    requested: ({ path, entries, goesOn }: { path: string; entries: string; goesOn: boolean }) => ({
      text: `${visible(path, 200)} is guarded (${entries}): a sign-off is requested and not given yet`,
      remedy: { signOff: true },
      ...(goesOn ? { atMost: 'warn' as const } : {}),
    }),
  },
  decode: ({ guardedAt }) => ({ mayGoOn: guardedAt === 'request' }),
  *check(change, { mayGoOn }, say) {
    const goesOn = change.at === 'hook' && mayGoOn
    for (const { commit, file, guards, requested } of openGuards(change, ['paths', 'policy'])) {
      const said = { path: file.path, entries: guards.map(({ entry }) => entry).join(', ') }
      if (requested) yield say.requested({ commit, change: file }, { ...said, goesOn })
      else yield say['needs-sign-off']({ commit, change: file }, said)
    }
  },
})
