import type { Strength } from '../change.ts'
import { pathDecoder } from './decode-path.ts'
import {
  type Decoder,
  fields,
  flag,
  isWritten,
  list,
  oneOf,
  orRather,
  type Placed,
  placed,
  quoted,
  some,
  text,
  whole,
} from './decoder.ts'
import { packs } from './packs.ts'
import type { Say } from './tree.ts'

/** What an entry asks, as its author wrote it. */
export interface WrittenDemand {
  description: string
  except: readonly string[]
  action: Placed<'sign-off' | 'block'>
  strength: Placed<Strength>
  signers: Placed<readonly Placed<string>[]>
  approvals: Placed<number>
  independent: Placed<boolean>
}

/** One entry of `paths`, as its author wrote it; `pack` is one that exists. */
export interface WrittenEntry extends WrittenDemand {
  name: Placed<string>
  match: readonly string[]
  pack: string
}

const ANY_DEMAND = {
  description: text('a description'),
  action: placed(oneOf('sign-off', 'block')),
  strength: placed(oneOf('bound', 'signed', 'present')),
  signers: placed(
    some(
      'a list of signers or groups',
      placed(text('a signer or group')),
      'nobody could sign off; leave it out for any signer',
    ),
  ),
  approvals: placed(whole(1, 10)),
  independent: placed(flag),
} as const

const pack: Decoder<string> = (tree, say) => {
  const name = text('the name of a pack')(tree, say)
  if (name === undefined || Object.hasOwn(packs, name)) return name
  say(tree.at, `there is no pack ${quoted(name)}${orRather(name, Object.keys(packs))}`)
  return undefined
}

/** The two decoders of what is guarded, for one policy: see `pathDecoder`. Both read as much as they can. */
export interface GuardDecoders {
  /** One entry of `paths`. */
  readonly entry: Decoder<Partial<WrittenEntry>>
  /** `lockfiles: off`, or what changes to lock files ask. */
  readonly lockfiles: Decoder<Placed<Partial<WrittenDemand> | 'off'>>
}

export function guardDecoders(): GuardDecoders {
  const path = pathDecoder()
  const demand = { ...ANY_DEMAND, except: list('a list of paths', path) }
  const known = {
    name: placed(text('the name of an entry', nameFault)),
    match: some('a list of paths', path, 'it would guard nothing'),
    pack,
    ...demand,
  }
  const entry = fields<WrittenEntry>('an entry of "paths"', known, ['name'])
  const lockfiles = fields<WrittenDemand>('the settings of "lockfiles"', demand)
  return {
    entry: (tree, say) => {
      const written = entry(tree, say)
      if (tree.kind === 'map' && !isWritten(tree, ['match', 'pack'], Object.keys(known)))
        say(tree.at, 'an entry needs "match" (a list of paths), "pack" (a list that precheck keeps), or both')
      if (written) warnOfIdleDemand(written, say)
      return written
    },
    lockfiles: placed<Partial<WrittenDemand> | 'off'>((tree, say) => {
      if (tree.kind !== 'map') return oneOf('off')(tree, say)
      const written = lockfiles(tree, say)
      if (written) warnOfIdleDemand(written, say)
      return written
    }),
  }
}

/** A blocked path cannot be signed off, so who may sign it, how and how many means nothing. */
function warnOfIdleDemand({ action, ...written }: Partial<WrittenDemand>, say: Say): void {
  if (action?.value !== 'block') return
  for (const key of ['strength', 'signers', 'approvals', 'independent'] as const) {
    const at = written[key]?.at
    if (at) say(at, `"${key}" has no effect where "action" is block: nobody can sign that off`, 'warning')
  }
}

function nameFault(name: string): string | null {
  if (name !== name.trim()) return 'it begins or ends with a blank'
  if (name.length > 100) return 'it is longer than 100 characters'
  if (name.toLowerCase() === 'policy')
    return 'the policy file, the hooks and the CI file that runs them are always guarded under this name'
  if (name.toLowerCase() === 'lockfiles') return 'lock files have a key of their own at the top: "lockfiles"'
  return null
}
