import { type NearMiss, nearMisses } from '../policy/near-miss.ts'
import { exampleValue, valueFromBranch } from '../policy/trailer-values.ts'
import { defineRule, type Sentence } from './rule.ts'

const POLICY = `trailers-for: everyone
trailers:
  Task-Id: { required: true, pattern: '^[A-Z]+-[0-9]+$' }`

/** What a sentence needs: the near miss, the key that was meant and the whole line that mends it. */
interface Missed extends Omit<NearMiss, 'reason' | 'value'> {
  readonly trailer: string
  readonly proper: string
}

const missed = ({ line, quote, proper }: Missed, because: string): Sentence => ({
  text: `line ${line} "${quote}" is not read as a trailer: ${because}`,
  remedy: { trailers: [proper] },
})

export const trailerBlock = defineRule({
  id: 'trailer-block',
  docs: {
    summary: 'A line that is meant as a required trailer stands where, and is written as, git reads one.',
    why: 'Git reads trailers only in the last paragraph, and only if all of its lines are "Key: value". A line that misses this by a little looks right to people and does not exist for tools.',
    fix: 'Run the same git command again with --trailer "Key: value"; git then puts it where it is read.',
    good: [
      {
        name: 'the last paragraph holds trailers alone',
        policy: POLICY,
        message: 'Add retry\n\nThe gateway drops calls.\n\nTask-Id: ABC-1\nReviewed-by: Jane\n',
      },
      {
        name: 'prose about a task id, beside the real one',
        policy: POLICY,
        message: 'Add retry\n\nTask id: now checked before use.\nSee https://example.com/ABC-2\n\nTask-Id: ABC-1\n',
      },
    ],
    bad: [
      {
        name: 'text after it',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id: ABC-1\n\nThe gateway drops calls.\n',
        finds: 'wrong-paragraph',
      },
      {
        name: 'a line beside it that is no trailer',
        policy: POLICY,
        message: 'Add retry\n\nBREAKING CHANGE: slower\nTask-Id: ABC-1\n',
        finds: 'prose-beside',
      },
      {
        name: 'a divider under it',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id: ABC-1\n---\nnotes for the reviewer\n',
        finds: 'divider',
      },
      {
        name: 'an underscore in the key',
        policy: POLICY,
        message: 'Add retry\n\nTask_Id: ABC-1\n',
        finds: 'misspelt',
      },
      { name: 'no colon', policy: POLICY, message: 'Add retry\n\nTask-Id ABC-1\n', finds: 'no-colon' },
      {
        name: 'a Cyrillic letter in the key',
        policy: POLICY,
        message: 'Add retry\n\nT\u0430sk-Id: ABC-1\n',
        finds: 'look-alike',
      },
      {
        name: 'no blank line under the subject',
        policy: POLICY,
        message: 'Add retry\nTask-Id: ABC-1\n',
        finds: 'in-subject',
      },
      { name: 'a list', policy: POLICY, message: 'Add retry\n\n- Task-Id: ABC-1\n', finds: 'indented' },
      { name: 'a comment', policy: POLICY, message: 'Add retry\n\n# Task-Id: ABC-1\n', finds: 'commented' },
      {
        name: 'a code block',
        policy: POLICY,
        message: 'Add retry\n\n```\nTask-Id: ABC-1\n```\n',
        finds: 'in-code',
      },
    ],
  },
  // The trailer that is missing is a finding of required-trailers; this one says why it seems to be there.
  severity: 'warn',
  messages: {
    'wrong-paragraph': (near: Missed) =>
      missed(near, `git reads only the last paragraph, which begins in line ${near.causeLine}`),
    'prose-beside': (near: Missed) =>
      missed(
        near,
        `line ${near.causeLine} "${near.cause}" in the same paragraph is no trailer, so git reads none of it`,
      ),
    divider: (near: Missed) =>
      missed(near, `line ${near.causeLine} "${near.cause}" parts it from the end of the message`),
    'look-alike': (near: Missed) => missed(near, `${near.cause} in it is not the character it looks like`),
    misspelt: (near: Missed) => missed(near, spelling(near.cause, near.trailer)),
    'no-colon': (near: Missed) =>
      missed(near, near.cause === '' ? 'no ":" follows the key' : `"${near.cause}" stands where ":" belongs`),
    'in-subject': (near: Missed) =>
      missed(near, 'it stands in the first paragraph, which git takes for the subject; a blank line has to part them'),
    indented: (near: Missed) =>
      missed(
        near,
        `git reads a key only at the start of a line, and here ${near.cause.trim() === '' ? 'blanks stand' : `"${near.cause}" stands`} before it`,
      ),
    commented: (near: Missed) => missed(near, 'git takes a line that begins with "#" for a comment'),
    'in-code': (near: Missed) => missed(near, 'it stands in a code block'),
  },
  decode: ({ trailers }) => ({
    required: trailers.filter(({ required, per }) => required && per === 'commit'),
    known: new Set(trailers.map(({ key }) => key.toLowerCase())),
  }),
  *check(change, { required, known }, say) {
    for (const commit of change.commits) {
      if (!commit.owesTrailers) continue
      const given = new Set(commit.trailers.map(({ key }) => key.toLowerCase()))
      const lacking = required.filter(({ key }) => !given.has(key.toLowerCase()))
      if (lacking.length === 0) continue
      for (const [trailer, { reason, value, ...near }] of nearMisses(commit.message, lacking, known)) {
        const proper = value ?? valueFromBranch(change.branch, trailer) ?? exampleValue(trailer)
        const spot = { commit, trailer: trailer.key, line: near.line }
        yield say[reason](spot, { ...near, trailer: trailer.key, proper: `${trailer.key}: ${proper}` })
      }
    }
  },
})

/** `_` for `-` is said as such; of any other slip both keys are shown. */
function spelling(written: string, key: string): string {
  const at = [...key].findIndex((letter, index) => letter === '-' && /^[_. ]$/.test(written[index] ?? ''))
  return written.length === key.length && at >= 0
    ? `the key has "${written[at]}" where "${key}" has "-"`
    : `the key is "${written}", not "${key}"`
}
