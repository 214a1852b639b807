import { hexDigest } from '../digest.ts'
import type { HooksPath } from './hooks-path.ts'
import { JOURNAL, type Journal, type Trace } from './journal.ts'
import type { Existing, Roots } from './look.ts'
import { withoutBlock } from './marked-block.ts'
import { removeMember, setMember, stringMember } from './package-json.ts'
import { shown } from './shown.ts'
import type { Location, Step } from './step.ts'

/** What uninstall decides from. */
export interface Installed {
  readonly roots: Roots
  readonly journal: Journal
  readonly existing: ReadonlyMap<Location, Existing>
  /** Names in husky's folder; empty when it is not used. */
  readonly huskyFiles: readonly string[]
  readonly hooksPath: readonly HooksPath[]
  /** The repository's own values of the keys in the journal. */
  readonly config: ReadonlyMap<string, string>
  /** The journal's staged paths of which something is in the index. */
  readonly tracked: ReadonlySet<string>
}

type TraceOf<K extends Trace['kind']> = Extract<Trace, { kind: K }>

/**
 * The steps that take back what the journal tells of, the last first, and nothing that was changed since: an edited file,
 * another value, a hook put in our place stay as they are. Pure.
 */
export function planUninstall(installed: Installed): readonly Step[] {
  const stays = huskyStays(installed)
  const traces = installed.journal.traces.toReversed().filter((trace) => !(stays && isHuskys(trace)))
  const left: Step[] = stays
    ? [{ do: 'leave', says: 'husky stays set up, because it has scripts that are not from precheck' }]
    : []
  return [
    ...traces.flatMap((trace) => takeBack(trace, installed)),
    ...left,
    { do: 'remove', at: JOURNAL, says: '' },
    { do: 'remove-empty-folder', at: 'common:precheck', says: '' },
  ]
}

function takeBack(trace: Trace, installed: Installed): readonly Step[] {
  switch (trace.kind) {
    case 'file':
      return takeBackFile(trace, installed)
    case 'block':
      return takeBackBlock(trace, installed)
    case 'aside':
      return takeBackAside(trace, installed)
    case 'member':
      return takeBackMembers(trace, installed)
    case 'config':
      if (installed.config.get(trace.key) !== trace.value) return []
      return [{ do: 'unset-config', key: trace.key, says: `git config ${trace.key}: unset` }]
    case 'hooks-path':
      if (!pointsTo(installed, trace.value)) return []
      return [{ do: 'unset-hooks-path', says: 'git config core.hooksPath: unset' }]
    case 'wrappers':
      if (!installed.existing.has(trace.at)) return []
      return [{ do: 'remove-tree', at: trace.at, says: `${shown(installed, trace.at)}: removed` }]
    case 'staged':
      if (!installed.tracked.has(trace.path)) return []
      return [{ do: 'unstage', path: trace.path, says: `${shown(installed, trace.path)}: taken out of the index` }]
    case 'folder':
      return [{ do: 'remove-empty-folder', at: trace.at, says: '' }]
  }
}

const isUnchanged = ({ at, digest }: TraceOf<'file'>, { existing }: Installed): boolean => {
  const text = existing.get(at)?.text
  return text != null && hexDigest('sha256', text) === digest
}

function takeBackFile(trace: TraceOf<'file'>, installed: Installed): readonly Step[] {
  const name = shown(installed, trace.at)
  if (!installed.existing.has(trace.at)) return []
  if (isUnchanged(trace, installed)) return [{ do: 'remove', at: trace.at, says: `${name}: removed` }]
  return [{ do: 'leave', says: `${name}: left, because it was changed since` }]
}

function takeBackBlock(trace: TraceOf<'block'>, installed: Installed): readonly Step[] {
  const existing = installed.existing.get(trace.at)
  const rest = existing?.text == null ? null : withoutBlock(trace.at, existing.text, trace.joined)
  if (!existing || rest === null) return []
  const name = shown(installed, trace.at)
  if (rest === '' && trace.made) return [{ do: 'remove', at: trace.at, says: `${name}: removed` }]
  const { executable } = existing
  return [{ do: 'write', at: trace.at, text: rest, executable, says: `${name}: precheck's block taken out` }]
}

function takeBackAside(trace: TraceOf<'aside'>, installed: Installed): readonly Step[] {
  const original: Location = `${trace.at}.precheck-orig`
  if (!installed.existing.has(original)) return []
  const mine = installed.journal.traces.some(
    (other) => other.kind === 'file' && other.at === trace.at && isUnchanged(other, installed),
  )
  if (installed.existing.has(trace.at) && !mine) {
    return [{ do: 'leave', says: `${shown(installed, original)}: left, because another hook is in its place` }]
  }
  const says = `${shown(installed, trace.at)}: the hook that was there is back`
  return [{ do: 'rename', from: original, to: trace.at, says }]
}

/** All members of one file in one write, when the last of them comes up. */
function takeBackMembers(trace: TraceOf<'member'>, installed: Installed): readonly Step[] {
  const existing = installed.existing.get(trace.at)
  const all = installed.journal.traces.filter((other): other is TraceOf<'member'> => other.kind === 'member')
  const here = all.filter((other) => other.at === trace.at)
  if (existing?.text == null || here.at(-1) !== trace) return []
  const text = here.reduceRight(withoutMember, existing.text)
  if (text === existing.text) return []
  const says = `${shown(installed, trace.at)}: ${here.map((member) => `${member.in}.${member.name}`).join(', ')} as before`
  return [{ do: 'write', at: trace.at, text, executable: existing.executable, says }]
}

function withoutMember(text: string, { in: object, name, value, before, made }: TraceOf<'member'>): string {
  const now = stringMember(text, object, name)
  if (now === null) return text
  if (now === value) {
    return before === null ? removeMember(text, object, name, made) : setMember(text, object, name, before)
  }
  // Its owner went on writing: only what install added to the old value goes.
  const added = before !== null && value.startsWith(before) ? value.slice(before.length) : null
  return added !== null && now.includes(added)
    ? setMember(
        text,
        object,
        name,
        now.replace(added, () => ''),
      )
    : text
}

const pointsTo = ({ hooksPath }: Installed, value: string): boolean =>
  hooksPath.some((setting) => setting.scope === 'local' && setting.value === value)

/** What sets husky up, as opposed to what uses it. */
const isHuskys = (trace: Trace): boolean =>
  trace.kind === 'hooks-path' ||
  trace.kind === 'wrappers' ||
  trace.kind === 'member' ||
  trace.kind === 'staged' ||
  (trace.kind === 'file' && trace.at.endsWith('/install.mjs'))

/** Install brought husky in, and since then somebody has put scripts of their own into it. */
function huskyStays(installed: Installed): boolean {
  const { journal, existing, huskyFiles } = installed
  const set = journal.traces.find((trace) => trace.kind === 'hooks-path')
  if (!set) return false
  const folder: Location = `work:${set.value.replace(/_$/, '')}`
  const blocks = journal.traces.filter((trace) => trace.kind === 'block').filter(({ at }) => at.startsWith(folder))
  const own = new Set(['_', 'install.mjs', ...blocks.map(({ at }) => at.slice(at.lastIndexOf('/') + 1))])
  if (huskyFiles.some((name) => !own.has(name))) return true
  return blocks.some(({ at, joined }) => {
    const text = existing.get(at)?.text
    return text != null && (withoutBlock(at, text, joined) ?? text) !== ''
  })
}
