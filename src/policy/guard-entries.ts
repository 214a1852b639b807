import { checkDemand } from './check-demand.ts'
import type { WrittenDemand, WrittenEntry } from './decode-entries.ts'
import { type Placed, quoted, refuseTwice } from './decoder.ts'
import { lockfilePatterns, lockfilesIfBeside } from './lockfiles.ts'
import { packs } from './packs.ts'
import { compilePatterns } from './patterns.ts'
import type { Entry, Signer } from './policy.ts'
import type { Position, Say } from './tree.ts'

/** What the policy's text says is guarded, as far as it could be read. */
export interface WrittenGuards {
  paths: readonly Placed<Partial<WrittenEntry>>[]
  lockfiles: Placed<Partial<WrittenDemand> | 'off'>
}

/**
 * Every entry of a policy: those of `paths` in their order, lock files unless they are off, and the policy set, which
 * no policy can leave out or redefine. Says what an entry asks that nobody can give.
 */
export function guardEntries(
  written: Partial<WrittenGuards>,
  signers: readonly Signer[] | null,
  say: Say,
): readonly Entry[] {
  const { paths = [], lockfiles } = written
  refuseTwice(
    paths.flatMap(({ value }) => value.name ?? []),
    (name) => name.toLowerCase(),
    (name, line) => `the name ${quoted(name)} stands twice; first on line ${line}`,
    say,
  )
  const entries = paths.map(({ value, at }) => pathsEntry(value, at))
  for (const { value } of paths) checkDemand(value, signers, say)
  if (lockfiles?.value !== 'off') {
    const demand = lockfiles?.value ?? {}
    checkDemand(demand, signers, say)
    entries.push(build('lockfiles', 'lockfiles', demand, lockfilePatterns, [], lockfiles?.at ?? null))
  }
  return [...entries, policyEntry(signers)]
}

function pathsEntry(written: Partial<WrittenEntry>, at: Position): Entry {
  const pack = written.pack === undefined ? null : packs[written.pack]!
  const patterns = [...(pack?.patterns ?? []), ...(written.match ?? [])]
  const entry = build('paths', written.name?.value ?? '', written, patterns, pack?.except ?? [], at)
  return { ...entry, pack: written.pack ?? null }
}

/** The policy file, the hooks and the CI file that runs them: whoever changes those changes what is asked of everybody. */
function policyEntry(signers: readonly Signer[] | null): Entry {
  const keyed = signers?.some(({ keys }) => keys.length > 0) ?? false
  const { patterns, except } = packs.policy!
  return { ...build('policy', 'policy', {}, patterns, except, null), strength: keyed ? 'signed' : 'bound' }
}

function build(
  kind: Entry['kind'],
  name: string,
  written: Partial<WrittenDemand>,
  patterns: readonly string[],
  packExcept: readonly string[],
  at: Position | null,
): Entry {
  const exceptions = [...packExcept, ...(written.except ?? [])]
  return {
    name,
    kind,
    ...(written.description === undefined ? {} : { description: written.description }),
    action: written.action?.value ?? 'sign-off',
    strength: written.strength?.value ?? 'bound',
    signers: written.signers?.value.map(({ value }) => value) ?? null,
    approvals: written.approvals?.value ?? 1,
    ...(written.independent?.value === true ? { independent: true } : {}),
    // A guard holds for every spelling that some system opens as the same file; an exception for one file alone.
    match: compilePatterns(patterns, { fold: true }),
    ifBeside: (kind === 'lockfiles' ? lockfilesIfBeside : []).map(({ patterns, names }) => ({
      match: compilePatterns(patterns, { fold: true }),
      names,
    })),
    except: compilePatterns(exceptions, { fold: false }),
    pack: null,
    patterns,
    exceptions,
    line: at?.line ?? null,
  }
}
