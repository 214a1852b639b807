import { isAbsent, MODE_SUBMODULE, type SeenSignOff, type State } from '../change.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

export const signOffs = defineRule({
  id: 'sign-offs',
  severity: 'warn',
  docs: {
    summary: 'A sign-off that does not count is said to be one, with the reason.',
    why: 'A sign-off that is stale, forged or damaged looks like one that holds. What it should have covered is refused by the rules of guarded paths; this one says why it did not help.',
    fix: 'Look at what has changed since it was signed, and sign off again: precheck signoff.',
    good: [
      { name: 'no sign-off', message: 'Add retry\n' },
      {
        name: 'a statement of origin is no sign-off',
        message: 'Add retry\n\nSigned-off-by: Jane Doe <jane@example.com>\n',
      },
    ],
    bad: [
      {
        name: 'a sign-off that has lost its lines',
        message: 'Add retry\n\nSigned-off-by: Jane Doe <jane@example.com>\nSign-off-made: 2026-11-21T00:40:00Z\n',
        finds: 'damaged',
      },
    ],
  },
  messages: {
    damaged: ({ text, where }: { text: string; where?: string }) => ({
      text: `a sign-off ${where === undefined ? 'in the message' : `in ${visible(where, 120)}`} counts for nothing: ${visible(text, 200)}`,
      remedy: { note: 'leave its lines out, which nobody can mend by hand: a person signs off, with precheck signoff' },
    }),
    stale: ({ signer, path, diff }: { signer: string; path: string; diff: readonly string[] | null }) => ({
      text: `the sign-off of ${visible(signer, 80)} covers ${visible(path, 200)} as it was before it changed again`,
      remedy: diff
        ? { command: diff, note: 'the diff shows what has changed since; a person then signs off again' }
        : { signOff: true as const },
    }),
    'other-steps': ({ signer, path }: { signer: string; path: string }) => ({
      text: `the sign-off of ${visible(signer, 80)} covers ${visible(path, 200)} as it is now, but none of the steps by which it came there`,
      remedy: { signOff: true },
    }),
    spent: ({ signer }: { signer: string }) => ({
      text: `the sign-off of ${visible(signer, 80)} was used up: the base had this change and took it back, and nothing shows that it was signed since`,
      remedy: { signOff: true },
    }),
    'unknown-signer': ({ signer }: { signer: string }) => ({
      text: `a sign-off by ${visible(signer, 80)} does not count here: the policy asks other people`,
      remedy: { signOff: true },
    }),
    'bad-signature': ({ signer }: { signer: string }) => ({
      text: `the signature under the sign-off of ${visible(signer, 80)} is by no key that the policy lists for that person and that moment, or for other text`,
      remedy: { signOff: true },
    }),
    'too-weak': ({ signer, strength, outside }: { signer: string; strength: string; outside?: true }) => ({
      text: outside
        ? `the sign-off of ${visible(signer, 80)} stands outside of the branch, where only one counts that is signed with a key`
        : `the sign-off of ${visible(signer, 80)} is ${strength}, and the policy asks for more`,
      remedy: { signOff: true },
    }),
    'other-repository': ({ signer }: { signer: string }) => ({
      text: `the sign-off of ${visible(signer, 80)} names nothing that this repository has: it was made for another one`,
      remedy: { signOff: true },
    }),
    typed: ({ path }: { path: string }) => ({
      text: `the message claims a sign-off of ${visible(path, 200)} that no person is known to have made here`,
      remedy: { note: 'leave the sign-off out of the message; only a person signs off' },
      raisedTo: 'block' as const,
    }),
  },
  decode: () => null,
  *check(change, _options, say) {
    const at = (sha: string | null) => {
      const commit = change.commits.find((candidate) => candidate.sha === sha)
      return commit ? { commit } : {}
    }
    for (const { commit, where, line, text } of change.almostSignOffs) {
      if (where === undefined) yield say.damaged({ ...at(commit), line }, { text })
      else yield say.damaged({}, { text, where })
    }
    for (const path of change.typedSignOffs) yield say.typed({ ...at(null), path }, { path })
    for (const seen of change.signOffs) {
      const spot = seen.outside ? {} : { ...at(seen.commit), line: seen.line }
      const { signer, strength, state } = seen
      // A forged signature is worth a word in any case; the others only where something still waits for a sign-off.
      if (state === 'bad-signature' || state === 'other-repository') yield say[state](spot, { signer })
      else if (state === 'valid' || Object.keys(seen.open).length === 0) continue
      else if (state === 'stale') {
        for (const { path, new: signed } of openCovers(seen)) {
          const now = seen.open[path]
          if (now?.oid === signed.oid && now.mode === signed.mode) {
            yield say['other-steps']({ ...at(seen.commit), path }, { signer, path })
          } else yield say.stale({ ...at(seen.commit), path }, { signer, path, diff: now ? diffOf(signed, now) : null })
        }
      } else if (state === 'too-weak')
        yield say['too-weak'](spot, { signer, strength, ...(seen.outside ? { outside: true } : {}) })
      else yield say[state](spot, { signer })
    }
  },
})

/** What a sign-off covers of what still needs one. A folder that it covers as one is none of the open paths itself. */
function openCovers({ covers, open }: SeenSignOff): SeenSignOff['covers'] {
  const paths = Object.keys(open)
  return covers.filter(({ path }) =>
    path.endsWith('/') ? paths.some((each) => each.startsWith(path)) : Object.hasOwn(open, path),
  )
}

/** git compares objects by their ids, as far as both are there: nothing absent, and no commit of a submodule. */
function diffOf(signed: State, now: State): readonly string[] | null {
  const here = [signed, now].every((state) => !isAbsent(state) && state.mode !== MODE_SUBMODULE)
  return here ? ['git', 'diff', signed.oid, now.oid] : null
}
