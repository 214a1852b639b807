import type { PolicyEffect } from '../change.ts'
import { differencesWords } from '../policy/effect-words.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

/** Differences that the sentence has room for; the finding's data has all. */
const MOST_SAID = 12
const MOST_STRICTER = 5
/** A finding's text is cut; better between two errors. */
const MOST_ERRORS = 2

function errorsInWords(errors: readonly string[]): string {
  const shown = errors.slice(0, MOST_ERRORS).map((error) => visible(error, 150))
  return `${shown.join('; ')}${errors.length > MOST_ERRORS ? `; and ${errors.length - MOST_ERRORS} more` : ''}`
}

/** What stands in the place of the policy is none; `base`: where there is one. */
interface Lost {
  readonly path: string
  readonly base: string | null
}

const restored = (path: string, base: string | null): string =>
  `restore it from the base: git checkout ${base?.slice(0, 12) ?? '<base>'} -- :/${path}`

export const policyChange = defineRule({
  id: 'policy-change',
  docs: {
    summary:
      'A change leaves a policy that can be read, and the policy that judges it can be read too. What it asks less is shown.',
    why: 'A policy that does not parse would judge nothing after it has landed, and a line of it may open many paths. The policy file is always guarded as well: changing it needs a sign-off.',
    fix: 'Mend the file at the line that is named, or restore it from the base. What a policy asks less is for whoever signs it off to weigh.',
    good: [
      {
        name: 'a policy that parses and asks more',
        message: 'Guard the deploy scripts\n',
        before: { 'deploy/run.sh': 'x\n' },
        files: { '.precheck.yml': "version: 1\npaths:\n  - name: deploy\n    match: ['deploy/']\n" },
      },
      {
        name: 'a policy that says the same in another order',
        policy: "mode: block\npaths: [{ name: deploy, match: ['deploy/'] }]",
        message: 'Explain the policy\n',
        before: { 'deploy/run.sh': 'x\n' },
        files: {
          '.precheck.yml':
            "# what is guarded\nversion: 1\npaths:\n  - match: ['deploy/']\n    name: deploy\nmode: block\n",
        },
      },
    ],
    bad: [
      {
        name: 'a policy with a misspelt key',
        message: 'Say less\n',
        files: { '.precheck.yml': 'version: 1\nmod: warn\n' },
        finds: 'unreadable',
      },
      {
        name: 'an entry with a slip in its pattern',
        message: 'Guard the deploy scripts\n',
        before: { 'deploy/run.sh': 'x\n' },
        files: { '.precheck.yml': "version: 1\npaths:\n  - name: deploy\n    match: ['/delpoy/']\n" },
        finds: 'guards-nothing',
      },
      {
        name: 'a guard taken away',
        policy: "paths: [{ name: deploy, match: ['deploy/'] }]",
        message: 'Say less\n',
        before: { 'deploy/run.sh': 'x\n' },
        files: { '.precheck.yml': 'version: 1\n' },
        finds: 'weakened',
      },
      { name: 'the policy removed', message: 'Say nothing\n', deletes: ['.precheck.yml'], finds: 'removed' },
      {
        name: 'a folder in place of the policy',
        message: 'Say nothing\n',
        deletes: ['.precheck.yml'],
        files: { '.precheck.yml/a': 'x\n' },
        finds: 'not-a-file',
      },
    ],
  },
  messages: {
    unreadable: ({ path, errors }: { path: string; errors: readonly string[] }) => ({
      text: `${path} would not be a valid policy: ${errorsInWords(errors)}`,
      remedy: {
        note: `mend ${path}, add it, and commit it where the broken one is committed; "precheck explain ${path} --policy ${path}" says all that is wrong with the file`,
      },
    }),
    removed: ({ path, base }: Lost) => ({
      text: `${path} is removed: nothing would be checked any more`,
      remedy: {
        note: `${restored(path, base)}. No sign-off lets this pass: who gives precheck up takes its check off where it is required first`,
      },
    }),
    'not-a-file': ({ path, base }: Lost) => ({
      text: `${path} is no plain file any more: a policy is never read through a link or from a folder`,
      remedy: { note: restored(path, base) },
    }),
    'guards-nothing': ({ path, entries }: { path: string; entries: readonly string[] }) => ({
      text: `${path} has entries that no file of the tree matches: ${entries.map((name) => visible(name, 60)).join(', ')}`,
      remedy: { note: 'look for a slip in their patterns; "precheck explain PATH" says which entries hold for a path' },
      atMost: 'warn' as const,
    }),
    weakened: ({ path, weaker, stricter }: { path: string } & PolicyEffect) => ({
      text: `${path} would ask less: ${differencesWords(weaker, MOST_SAID)}${
        stricter.length === 0 ? '' : `. It would ask more: ${differencesWords(stricter, MOST_STRICTER)}`
      }`,
      remedy: { note: 'whoever signs the policy off weighs that; restore from the base what was not meant' },
      atMost: 'warn' as const,
    }),
    'base-unreadable': ({ errors }: { errors: readonly string[] }) => ({
      text: `the policy on the base cannot be read (${errorsInWords(errors)}): an older copy judges, as far as one is here`,
      remedy: { note: 'a person mends the policy on the base' },
      atMost: 'warn' as const,
    }),
  },
  decode: () => null,
  *check(change, _options, say) {
    if (change.basePolicyErrors.length > 0) yield say['base-unreadable']({}, { errors: change.basePolicyErrors })
    const file = change.policyFile
    if (file === null) return
    const commit = change.commits.find(({ sha }) => sha === file.commit)
    const spot = { path: file.path, ...(commit ? { commit } : {}) }
    if (file.idle.length > 0) yield say['guards-nothing'](spot, { path: file.path, entries: file.idle })
    if (file.effect !== null && file.effect.weaker.length > 0)
      yield say.weakened(spot, { path: file.path, ...file.effect })
    if (file.state === 'readable') return
    if (file.state === 'unreadable') yield say.unreadable(spot, { path: file.path, errors: file.errors })
    else yield say[file.state](spot, { path: file.path, base: change.base })
  },
})
