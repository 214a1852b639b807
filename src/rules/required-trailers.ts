import { type Commit, hasStrongSign, type ReportedCommit } from '../change.ts'
import { type GivenTrailer, givenTrailers } from '../policy/given-trailers.ts'
import type { TrailerPolicy } from '../policy/policy.ts'
import { exampleValue, isNoneTaken, orNone, VALUE_LIMIT, valueFromBranch } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `trailers-for: everyone
trailers:
  Task-Id: { required: true }
  Tests-Run: { required: true }`

/** A trailer that is not there. */
interface Missing {
  readonly trailer: string
  readonly line: string
  readonly mayBeNone: boolean
}

export const requiredTrailers = defineRule({
  id: 'required-trailers',
  docs: {
    summary: 'Every commit it is asked of carries the trailers that the policy requires, each once.',
    why: 'Without the task, what was run and the way back in the commit itself, a reviewer sees a diff and not the work. Trailers stay in the history on any forge.',
    fix: 'Run the same git command again with --trailer "Key: value" for each one that is missing.',
    good: [
      {
        name: 'both trailers in the last paragraph',
        policy: POLICY,
        message:
          'Add retry\n\nThe gateway drops one call in a thousand.\n\nTask-Id: ABC-1\nTests-Run: npm test (3 passed)\n',
      },
      {
        name: 'the same value twice says nothing else than once',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id: ABC-1\nTask-Id: ABC-1\nTests-Run: npm test (3 passed)\n',
      },
    ],
    bad: [
      { name: 'no trailers', policy: POLICY, message: 'Add retry\n', finds: 'missing' },
      {
        name: 'a key without a value',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id:\nTests-Run: npm test (3 passed)\n',
        finds: 'empty',
      },
      {
        name: 'two tasks',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id: ABC-1\nTask-Id: ABC-2\nTests-Run: npm test (3 passed)\n',
        finds: 'several',
      },
      {
        name: 'a whole log',
        policy: POLICY,
        message: `Add retry\n\nTask-Id: ABC-1\nTests-Run: npm test (${'ok '.repeat(400)})\n`,
        finds: 'too-long',
      },
      {
        name: 'a value that the pattern of its own key does not allow',
        policy: "trailers-for: everyone\ntrailers:\n  Team: { required: true, pattern: '^(web|core)$' }",
        message: 'Add retry\n\nTeam: marketing\n',
        finds: 'pattern',
      },
      {
        name: 'nowhere in the change',
        policy: 'trailers-for: everyone\ntrailers:\n  Reviewed-plan: { required: true, per: change }',
        message: 'Add retry\n',
        finds: 'missing-in-change',
      },
      {
        name: 'a fixup that would land',
        policy: POLICY,
        message: 'fixup! Add retry\n',
        finds: 'autosquash',
      },
    ],
  },
  messages: {
    missing: ({ trailer, line, mayBeNone, besideAgent }: Missing & { readonly besideAgent: string | null }) => ({
      text: `the commit has no "${trailer}" trailer${orNone(mayBeNone)}${besideAgent === null ? '' : `, which is asked here since ${besideAgent.slice(0, 12)} is an agent's`}`,
      remedy: { trailers: [line] },
    }),
    empty: ({ trailer, line }: { trailer: string; line: string }) => ({
      text: `"${trailer}" has no value`,
      remedy: { trailers: [line] },
    }),
    'too-long': ({ trailer, bytes, line }: { trailer: string; bytes: number; line: string }) => ({
      text: `"${trailer}" has ${bytes} bytes, more than ${VALUE_LIMIT}: say it in short`,
      remedy: { trailers: [line] },
    }),
    several: ({ trailer, values }: { trailer: string; values: readonly string[] }) => ({
      text: `"${trailer}" is given more than once: ${values.map((value) => visible(value, 60)).join(', ')}`,
      remedy: { keep: { key: trailer, value: values.at(-1)! }, note: `leave one "${trailer}" line in the message` },
    }),
    pattern: ({
      trailer,
      value,
      pattern,
      line,
    }: {
      trailer: string
      value: string
      pattern: string
      line: string
    }) => ({
      text: `"${trailer}: ${visible(value, 80)}" is not what the policy asks: it must match ${pattern}`,
      remedy: { trailers: [line] },
    }),
    placeholder: ({ trailer, value, line }: { trailer: string; value: string; line: string }) => ({
      text: `"${trailer}: ${visible(value, 80)}" says nothing`,
      remedy: { trailers: [line] },
    }),
    'missing-in-change': ({ trailer, line, mayBeNone }: Missing) => ({
      text: `no commit of the change has a "${trailer}" trailer${orNone(mayBeNone)}`,
      remedy: { trailers: [line] },
    }),
    'remember-in-change': ({ trailer }: { trailer: string }) => ({
      text: `the change needs a "${trailer}" trailer on one of its commits before it lands`,
      atMost: 'warn' as const,
    }),
    autosquash: ({ subject, alone }: { subject: string; alone: boolean }) => ({
      text: `"${visible(subject, 60)}" is meant to be squashed and would land as it is`,
      remedy: alone
        ? { note: 'no commit before it in the change is called so: give it a message of its own, with git rebase -i' }
        : { squash: true as const },
    }),
  },
  decode: ({ trailers, trailersFor }) => ({ trailers, ofAll: trailersFor !== 'agents' }),
  *check(change, { trailers, ofAll }, say) {
    const asked = trailers.some(({ required }) => required)
    for (const commit of change.commits) {
      if (commit.autosquash && change.at === 'wall' && asked && (ofAll || commit.byAgent)) {
        const at = change.listed.findIndex(({ sha }) => sha === commit.sha)
        const alone = !change.listed.slice(0, at).some((other) => isSquashedInto(commit, other))
        yield say.autosquash({ commit }, { subject: firstLine(commit), alone })
      }
    }
    const owing = change.commits.filter((commit) => commit.owesTrailers)
    if (owing.length === 0) return
    const agents = ofAll ? null : (change.listed.find(({ agent }) => hasStrongSign(agent))?.sha ?? null)
    for (const trailer of trailers) {
      const line = `${trailer.key}: ${valueFromBranch(change.branch, trailer) ?? exampleValue(trailer)}`
      const having = new Set<Commit>()
      for (const given of givenTrailers(change, trailer)) {
        having.add(given.commit)
        // One answer leaves nothing to say.
        if (given.answers.length !== 1) yield* checkValues(given, trailer, line)
      }
      if (!trailer.required) continue
      const named = { trailer: trailer.key }
      const asking = { ...named, line, mayBeNone: isNoneTaken(trailer) }
      if (trailer.per === 'commit') {
        for (const commit of owing) {
          if (having.has(commit)) continue
          yield say.missing({ commit, ...named }, { ...asking, besideAgent: hasStrongSign(commit) ? null : agents })
        }
      } else if (having.size === 0) {
        const spot = { commit: owing.at(-1)!, ...named }
        if (change.at === 'wall') yield say['missing-in-change'](spot, asking)
        // A push may be the first of several.
        else if (change.kind !== 'push') yield say['remember-in-change'](spot, named)
      }
    }

    function* checkValues({ commit, answers, last, fault }: GivenTrailer, trailer: TrailerPolicy, line: string) {
      const spot = { commit, trailer: trailer.key }
      if (answers.length > 1 && !trailer.many) yield say.several(spot, { trailer: trailer.key, values: answers })
      if (answers.length > 0 || fault === null) return
      const at = { ...spot, line: last.line }
      const said = { trailer: trailer.key, value: last.value, line }
      if (fault.is === 'empty') yield say.empty(at, { trailer: trailer.key, line })
      else if (fault.is === 'too-long') yield say['too-long'](at, { trailer: trailer.key, bytes: fault.bytes, line })
      // Keys with rules of their own are explained there.
      else if (OWN_RULE.has(trailer.key.toLowerCase())) return
      else if (fault.is === 'pattern') yield say.pattern(at, { ...said, pattern: fault.pattern })
      else yield say.placeholder(at, said)
    }
  },
})

const firstLine = ({ message }: Commit): string => message.trimStart().split('\n', 1)[0]!

/** Whether `git rebase --autosquash` takes one commit into the other: by the beginning of its subject, or its id. */
function isSquashedInto(commit: Commit, { sha, subject }: ReportedCommit): boolean {
  const named = firstLine(commit).replace(/^(?:(?:fixup|squash|amend)! )+/, '')
  return subject.startsWith(named) || (/^[0-9a-f]{7,}$/.test(named) && sha?.startsWith(named) === true)
}

const OWN_RULE = new Set(['task-id', 'tests-run', 'rollback'])
