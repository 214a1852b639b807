import { openGuards } from '../policy/open-guards.ts'
import { REQUEST } from '../policy/requests.ts'
import { visible } from '../visible.ts'
import { defineRule, type Remedy } from './rule.ts'

export const requestedSignOffs = defineRule({
  id: 'requested-sign-offs',
  docs: {
    summary: 'What a commit asks a sign-off for gets one before it lands, whether or not the policy guards the path.',
    why: 'Whoever made a change may know better than any list of paths that a person should look at it. A request that nobody answers, or that names the wrong path, must not go under.',
    fix: 'A person signs the change off: precheck signoff. Or name the path that is meant, as it stands from the top of the repository.',
    good: [
      { name: 'nothing asked for', message: 'Add retry\n', files: { 'src/a.ts': 'x\n' } },
      {
        name: 'a guarded path, of which another rule tells',
        message: 'Add a package\n\nSign-off-requested: yarn.lock\n',
        files: { 'yarn.lock': 'x\n' },
      },
    ],
    bad: [
      {
        name: 'asked for, and not signed yet',
        message: 'Retry payments\n\nSign-off-requested: src/pay.ts\n',
        files: { 'src/pay.ts': 'x\n' },
        finds: 'requested',
      },
      {
        name: 'another path than the one that changed',
        message: 'Retry payments\n\nSign-off-requested: pay.ts\n',
        files: { 'src/pay.ts': 'x\n' },
        finds: 'for-nothing',
      },
    ],
  },
  messages: {
    requested: ({ path, against, goesOn }: { path: string; against: string; goesOn: boolean }) => ({
      text: `a sign-off of ${visible(path, 200)} is requested and not given yet${against}`,
      ...(goesOn ? { atMost: 'warn' as const } : { remedy: { signOff: true as const } }),
    }),
    'for-nothing': ({ value, nearest, isOne }: { value: string; nearest: string | null; isOne: boolean }) => ({
      text: `a sign-off of ${visible(value, 200)} is requested, and ${isOne ? 'this commit does not change it' : 'no commit here changes it'}${nearest === null ? '' : `; did you mean ${visible(nearest, 200)}?`}`,
      remedy: rename(value, nearest),
      atMost: 'warn' as const,
    }),
  },
  decode: () => null,
  *check(change, _options, say) {
    const goesOn = change.at === 'hook'
    const isOne = change.kind === 'message' || change.kind === 'staged'
    for (const { commit, file, against } of openGuards(change, ['request'])) {
      yield say.requested({ commit, change: file }, { path: file.path, against, goesOn })
    }
    for (const commit of change.commits) {
      for (const { value, nearest } of commit.requestsForNothing) {
        yield say['for-nothing']({ commit, path: value, trailer: REQUEST }, { value, nearest, isOne })
      }
    }
  },
})

function rename(value: string, nearest: string | null): Remedy {
  const line = `"${REQUEST}: ${visible(value, 200)}"`
  if (nearest === null)
    return { keep: { key: REQUEST, value: null }, note: `leave out ${line}, or name the path that is meant` }
  return {
    keep: { key: REQUEST, value: nearest },
    note: `write "${REQUEST}: ${visible(nearest, 200)}" in place of ${line}`,
  }
}
