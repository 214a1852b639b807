import { grouped } from '../grouped.ts'
import { sayPackageChanges } from '../packages/words.ts'
import type { PacketFacts, PacketFile } from '../packet.ts'
import { stateWords } from '../signoff/state-words.ts'
import { count } from './count.ts'
import { code, codes, join, type Markdown, md, ours } from './markdown.ts'
import { type Need, needsOf } from './packet-needs.ts'
import { isPlain, RISK_WORDS, type RiskGroup } from './packet-risk.ts'
import { inCommits, moreOf } from './packet-said.ts'
import { signersOf } from './packet-sign-offs.ts'

/** How much of the change is shown. */
export interface ChangeSizes {
  /** Files of a group that somebody should look at. */
  readonly riskyFiles: number
  /** Files of a group that nobody has to look at first. */
  readonly plainFiles: number
  /** Lines about one file. */
  readonly details: number
}

export interface ChangeGroup {
  readonly title: Markdown
  readonly files: readonly { readonly line: Markdown; readonly details: readonly Markdown[] }[]
  /** How many are left out, in words; null: none. */
  readonly more: Markdown | null
}

/** What has changed, riskiest first. */
export function changeGroups(
  facts: PacketFacts,
  groups: readonly RiskGroup[],
  sizes: ChangeSizes,
): readonly ChangeGroup[] {
  const needs = new Map(needsOf(facts.report).map((need) => [need.path, need]))
  const commits = commitsOf(facts)
  return groups.map(({ risk, files }) => {
    const most = isPlain(risk) ? sizes.plainFiles : sizes.riskyFiles
    return {
      title: ours(`${RISK_WORDS[risk].title} (${files.length})`),
      files: files.slice(0, most).map((file) => ({
        line: md`${fileLine(facts, file, needs.get(file.path))}${isPlain(risk) ? ours('') : inCommits(commits(file.path))}`,
        details: detailsOf(file, sizes.details),
      })),
      more: leftOut(files.slice(most)),
    }
  })
}

/** Which commits change a path, oldest first. */
function commitsOf({ commits }: PacketFacts): (path: string) => readonly string[] {
  const found = grouped(commits.flatMap(({ sha, paths }) => paths.map((path) => [path, sha] as const)))
  return (path) => found.get(path) ?? []
}

const MOST_FOLDERS = 6

/** Files that are not shown one by one, by the folders that have most of them. */
function leftOut(files: readonly PacketFile[]): Markdown | null {
  const more = moreOf(files.length, 'file')
  if (more === null) return null
  const folders = new Map<string, number>()
  for (const { path } of files) {
    const folder = path.split('/').slice(0, -1).slice(0, 3).join('/')
    folders.set(folder, (folders.get(folder) ?? 0) + 1)
  }
  const largest = [...folders].sort(([, one], [, other]) => other - one).slice(0, MOST_FOLDERS)
  const said = largest.map(
    ([folder, number]) => md`${number} in ${folder === '' ? ours('the top folder') : code(`${folder}/`, 120)}`,
  )
  return md`${more}: ${join(said, ', ')}${ours(folders.size > MOST_FOLDERS ? ' …' : '')}`
}

function fileLine(facts: PacketFacts, file: PacketFile, need: Need | undefined): Markdown {
  const { path, old, new: now, lines, classes, guards, movedFrom, movedTo, tests } = file
  const remarks = [
    ours(stateWords(old, now)),
    ...(lines === null ? [ours('not text')] : [ours(`+${lines.added} −${lines.removed}`)]),
    ...(movedFrom === null ? [] : [md`was ${code(movedFrom, 160)}`]),
    ...(movedTo === null ? [] : [md`is ${code(movedTo, 160)} now`]),
    ...(tests.removed > tests.added ? [ours(`${count(tests.removed - tests.added, 'test')} fewer`)] : []),
    ...(classes.length === 0 ? [] : [ours(classes.join(' and '))]),
    ...(guards.length === 0 ? [] : [guardWords(facts, file, need)]),
  ]
  return md`${code(path, 300)}: ${join(remarks, '; ')}`
}

function guardWords({ report }: PacketFacts, { path, guards }: PacketFile, need: Need | undefined): Markdown {
  const entries = codes(guards, 60)
  const isBlocked = report?.findings.some(({ rule, at }) => rule === 'blocked-paths' && at.path === path)
  if (isBlocked) return md`**blocked** by ${entries}`
  if (need !== undefined && need.given.length > 0) return md`guarded by ${entries}, **too few sign-offs**`
  if (need?.is === 'missing') return md`guarded by ${entries}, **no sign-off**`
  if (need?.is === 'requested') return md`guarded by ${entries}, **a sign-off is requested and not given**`
  const signers = signersOf(report, path)
  if (signers.length === 0)
    return md`guarded by ${entries}, ${ours(report?.adoption ? 'once the policy has landed' : 'nothing is asked')}`
  const by = signers.map(({ signer, strength }) => md`${code(signer, 80)} (${ours(strength)})`)
  return md`guarded by ${entries}, signed off by ${join(by, ', ')}`
}

function detailsOf({ packages, skips, classes }: PacketFile, most: number): readonly Markdown[] {
  const said = packages === null || packages.length === 0 ? [] : sayPackageChanges(packages, { most })
  const told = said.length > 0 ? [] : classes.includes('lockfiles') ? [ours(noPackages(packages))] : []
  const skipped = skips.slice(0, most).map((line) => md`skips: ${code(line, 160)}`)
  return most === 0 ? [] : [...said.map((line) => code(line, 500)), ...told, ...skipped]
}

const noPackages = (packages: PacketFile['packages']): string =>
  packages === null ? 'cannot be told in packages' : 'no package differs'
