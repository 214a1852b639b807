import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { readConfig } from '../git/config.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { rewritePlace } from '../git/rewrite-place.ts'
import type { SignOff } from '../signoff/block.ts'
import { writeMade } from '../signoff/made.ts'
import { pendingFor, pendingIn } from '../signoff/pending.ts'
import { nameOutside } from '../signoff/signer.ts'
import { visible } from '../visible.ts'
import { readArguments } from './arguments.ts'
import { heldKey } from './held-key.ts'
import { helpPage } from './help-page.ts'
import type { Io } from './io.ts'
import { holdPersonPresent, saysYes } from './person-at-terminal.ts'
import { keyToSignWith, signedWith } from './sign-off-key.ts'
import { signedBy, signingAs } from './signing-as.ts'
import type { SigningMoment } from './signing-moment.ts'
import { look } from './signoff-look.ts'
import { verdictNow } from './verdict-now.ts'

export const help = helpPage({
  usage: 'signoff [BASE..HEAD [--push [REMOTE]] | --staged | REV] [options]',
  does: [
    'A person looks at guarded changes and signs them off. Everything that waits for you is shown, from the objects that git stores and nothing else, lock files as packages added, removed and moved; then you are asked. What you sign is exactly what you were shown: it names the content, and counts no more when that changes.',
    'Run it in a terminal of your own: it refuses in an agent\'s session. An agent asks for a sign-off with the trailer "Sign-off-requested: PATH", and what it asks for is shown whether it is guarded or not.',
  ],
  takes: {
    title: 'What to sign off',
    rows: [
      ['BASE..HEAD', 'all that waits in the range, in one empty commit on top of the branch that is checked out'],
      ['(nothing)', 'the same, for the commits since the default branch'],
      ['--staged', 'what is staged now; the sign-off waits here for the commit that makes these changes'],
      ['REV', 'one commit that is not published: the sign-off goes into its message'],
    ],
  },
  options: [
    ['--key FILE', 'sign with this SSH key; default: the key that git signs with (user.signingKey, gpg.format)'],
    [
      '--push [REMOTE]',
      'with BASE..HEAD or nothing: no commit is made; the sign-off, which must be signed, goes to a ref of its own on the remote. Default: the remote of this branch',
    ],
    ['--no-sign', 'leave the sign-off unsigned, where the policy takes that'],
    ['--full', 'cut nothing, and show lock files as text, too'],
    ['--published', "with REV: also if the branch's own remote copy has the commit; says how to push then"],
    ['--update-refs', 'with REV: move other branches and detached work trees that stand on the rewritten commits'],
    ['--in DIR', 'the repository; default: the one around the current folder'],
    ['--no-color', 'no colour, whatever the terminal'],
  ],
  words: ['sign-off', 'guarded path', 'policy', 'base', 'trailer', 'agent'],
  examples: [
    ['precheck signoff', 'all that waits for you on this branch: one look, one answer'],
    ['precheck signoff origin/main..HEAD --key ~/.ssh/id_ed25519', 'the same, signed with a key of yours'],
    ['precheck signoff --staged', 'before somebody beside you commits'],
    ['precheck signoff HEAD', 'into the message of the last commit'],
  ],
  exits: [
    ['0', 'signed off, or nothing to sign off'],
    ['1', 'you said no'],
    ['2', "refused: no terminal, an agent's session, not yours to sign, wrong usage"],
    ['3', 'the facts could not be had'],
  ],
})

export const OPTIONS = {
  staged: { type: 'boolean' },
  key: { type: 'string' },
  'no-sign': { type: 'boolean' },
  push: { type: 'boolean' },
  full: { type: 'boolean' },
  published: { type: 'boolean' },
  'update-refs': { type: 'boolean' },
  in: { type: 'string' },
  'no-color': { type: 'boolean' },
} as const

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values']

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  const push = values.push === true ? remoteIn(positionals) : null
  const named = push === null ? positionals : positionals.filter((word) => word.includes('..'))
  if (named.length + (values.staged ? 1 : 0) > (push !== null && values.staged ? 0 : 1))
    throw new UsageError('give one of BASE..HEAD, REV and --staged')
  if (push !== null && values['no-sign'])
    throw new UsageError('--push and --no-sign say opposite things: outside of the branch only what is signed counts')
  if (values.key !== undefined && values['no-sign']) throw new UsageError('--key and --no-sign say opposite things')
  const repository = await openRepository(resolve(io.cwd, values.in ?? '.'), io.env)
  const moment = await momentAsked(repository, named[0], push, values, io)
  if (moment === null || !hasGuarded(moment)) {
    const where = named[0] === undefined ? (values.staged ? ' in what is staged' : '') : ` in ${visible(named[0], 200)}`
    const hint = values.staged ? ' What "git commit -a" or "git commit PATH" takes along is staged first: git add.' : ''
    io.stdout.write(`Nothing to sign off${where}.${hint}\n`)
    return 0
  }
  // Who signs is not asked in an agent's session: whom the policy lists is then no hint either.
  holdPersonPresent(io)
  const { toSign, named: range } = moment
  const as = await signingAs(rewritePlace(repository, io.env), toSign.policy)
  const { own, others } = pendingFor(toSign.change, as.known, signedBy(as, toSign))
  if (own.length === 0) {
    const why = others.map((other) => `${visible(other.path, 200)} ${other.why}`)
    throw new UsageError(`nothing in ${range} waits for you\n${why.join('\n')}`)
  }
  const config = await readConfig(repository.place)
  const wish = { key: values.key, noSign: values['no-sign'] === true }
  const key = keyToSignWith(wish, config, own, toSign.policy, as, io)
  if (push !== null && (key === null || as.known.keys.length === 0)) throw new UsageError(UNSIGNED)
  const withKey = key === null ? '' : `, signed with your ${await heldKey(key, own, as, io)}`

  const shown = await look(repository, moment, { own, others }, as, values, io)
  io.stdout.write(shown.text)
  const what = own.length === 1 ? 'this change' : `these ${own.length} changes`
  const who = `${visible(as.name.name, 80)} <${visible(as.name.email, 120)}>`
  if (!(await saysYes(`Sign off ${what} as ${who}${withKey}? y/N `, io))) {
    io.stdout.write('Nothing was signed off.\n')
    return 1
  }
  const made = writeMade(Math.floor(Date.now() / 1000))
  const signer = push === null ? as.name : { ...as.name, name: nameOutside(as.known, as.name.name) }
  const bare: SignOff = { signer, made, covers: shown.covers, signature: null }
  const signOff = key === null ? bare : await signedWith(key, bare, own, toSign.policy, as, io)
  const { said, range: judged } = await moment.put(signOff)
  io.stdout.write(`Signed off: ${said}\n`)
  if (judged !== null) io.stdout.write(`${await verdictNow(repository, judged, as, io)}\n`)
  return 0
}

const UNSIGNED = `outside of the branch only a sign-off counts that is signed with a key which the policy lists for you
name one with --key FILE, or sign off without --push where the policy takes that`

/** The remote among the words beside `--push`: the one that is no range; empty: none is named. */
function remoteIn(words: readonly string[]): string {
  const [remote = '', ...others] = words.filter((word) => !word.includes('..'))
  if (others.length > 0) throw new UsageError('give --push one remote')
  return remote
}

async function momentAsked(
  repository: Repository,
  asked: string | undefined,
  push: string | null,
  values: Values,
  io: Io,
): Promise<SigningMoment | null> {
  if (values.staged) return await (await import('./signoff-staged.ts')).stagedMoment(repository, io)
  if (asked === undefined || asked.includes('..'))
    return await (await import('./signoff-range.ts')).rangeMoment(repository, asked, { push }, io)
  const wish = { published: values.published === true, updateRefs: values['update-refs'] === true }
  return await (await import('./signoff-commit.ts')).commitMoment(repository, asked, wish, io)
}

const hasGuarded = ({ toSign: { change } }: SigningMoment): boolean =>
  pendingIn(change).length > 0 ||
  change.commits.some(({ changes }) => changes.some(({ guards }) => guards.some(({ action }) => action === 'block')))
