import type { State } from '../change.ts'
import { coversOf } from '../collect/sign-offs/folder-covers.ts'
import { signedHere, signedLine } from '../collect/sign-offs/signed-here.ts'
import { isolate } from '../git/isolated.ts'
import type { GitPlace } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import { whichExist } from '../git/tree.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import { type Colour, PLAIN } from '../report/colour.ts'
import type { Cover } from '../signoff/cover.ts'
import { heading, sinceWords, summary } from '../signoff/headings.ts'
import { arrowsBy, type Pending, type PendingFor } from '../signoff/pending.ts'
import { type Showing, type Shown, wrapped } from '../signoff/shown-lines.ts'
import { OF_ANYBODY, signedStates } from '../signoff/signed-off.ts'
import { shownChange } from './change-shown.ts'
import { chooseColour } from './colour.ts'
import type { Io } from './io.ts'
import { shownPackages } from './packages-shown.ts'
import { shownPolicyEffect } from './policy-shown.ts'
import { isTheirs, type SigningAs } from './signing-as.ts'
import type { SigningMoment } from './signing-moment.ts'

/** What a person gets to see, and what exactly they sign if they say yes. */
export interface Look {
  readonly text: string
  readonly covers: readonly Cover[]
}

/** Shows everything that waits for a person, without a pager, from the objects alone. */
export async function look(
  repository: Repository,
  moment: SigningMoment,
  pending: PendingFor,
  as: SigningAs,
  wish: { readonly full?: boolean; readonly 'no-color'?: boolean },
  io: Io,
): Promise<Look> {
  const color = wish['no-color'] !== true
  const paint = (await chooseColour({ isTTY: io.stdout.isTTY === true, env: io.env, color })) ?? PLAIN
  const showing = showingFor(io.stdout.columns, wish.full === true)
  const { place, close } = isolate(repository, io.env)
  try {
    const since = await sinceSigned(repository, place, moment, pending.own, as)
    const parts = [summary(moment.named, pending).flatMap((line) => wrapped(line, '', '  ', showing.columns))]
    let whole = true
    for (const [index, each] of pending.own.entries()) {
      const seen = since.get(each)
      const [title, ...words] = heading(each, index + 1, pending.own.length)
      if (seen !== undefined) words.push(sinceWords(seen, each.new))
      if (each.path === POLICY_FILE)
        words.push(...(await shownPolicyEffect(repository, place, moment.toSign.change, seen ?? each.old, each.new)))
      const content = await shownContent(place, each, seen ?? each.old, showing)
      whole &&= content.whole
      parts.push([
        ...wrapped(title!, '', '    ', showing.columns).map((line) => paint.bold(line)),
        ...words.flatMap((line) => wrapped(line, '  ', '    ', showing.columns)),
        ...content.lines.map((line) => painted(line, paint)),
      ])
    }
    if (!whole) parts.push(['Not all of it is shown: see the rest by the commands above, or with --full.'])
    const text = parts.map((lines) => `${lines.join('\n')}\n\n`).join('')
    return { text, covers: await coversOf(repository, place, pending.own) }
  } finally {
    close()
  }
}

/** A lock file as packages, unless all is to be shown; anything else as text. */
async function shownContent(place: GitPlace, pending: Pending, from: State, showing: Showing): Promise<Shown> {
  const isLock = pending.guards.some(({ kind }) => kind === 'lockfiles')
  const cuts = showing.mostLines < Number.POSITIVE_INFINITY
  const packages = isLock && cuts ? await shownPackages(place, pending.path, from, pending.new, showing) : null
  return packages ?? (await shownChange(place, from, pending.new, showing))
}

/** A terminal that does not say how wide it is has 80 columns, as ever. */
const showingFor = (columns: number | undefined, full: boolean): Showing => ({
  columns: Math.max(20, columns || 80),
  mostLines: full ? Number.POSITIVE_INFINITY : 100,
  mostCharacters: full ? Number.POSITIVE_INFINITY : 300,
})

/**
 * The state of each path that this person signed last on the way to what waits now. Only where it is proven that they did:
 * by a signature, or because it was done in this very work tree. Who types a sign-off in their name must not be able to
 * choose what they get to see.
 */
async function sinceSigned(
  repository: Repository,
  place: GitPlace,
  { toSign: { change, policy } }: SigningMoment,
  own: readonly Pending[],
  as: SigningAs,
): Promise<ReadonlyMap<Pending, State>> {
  if (change.signOffs.length === 0) return new Map()
  const here = await signedHere(repository.place)
  const proven = arrowsBy(
    change,
    as.known,
    isTheirs(policy, as),
    ({ signer, strength }, cover) =>
      strength === 'signed' || strength === 'present' || here.has(signedLine(signer, cover)),
  )
  const last = own.flatMap((pending) => {
    const state = signedStates(proven, pending, OF_ANYBODY).at(-1)
    return state === undefined ? [] : [[pending, state] as const]
  })
  const present = await whichExist(
    place,
    last.map(([, { oid }]) => oid),
  )
  return new Map(last.filter(([, { oid }]) => present.has(oid)))
}

/** What was added and taken away, by the gutter, which no text of a change can reach. */
function painted(line: string, { red, green, dim }: Colour): string {
  if (line.startsWith('  +| ')) return green(line)
  if (line.startsWith('  -| ') || line.startsWith('  ! ')) return red(line)
  return line.startsWith('  @@') ? dim(line) : line
}
