import type { Facts } from './facts.ts'
import { GITHUB_FILE } from './own-places.ts'
import { fileTrace, folderTrace, type Part, part } from './part.ts'
import { shown } from './shown.ts'
import type { Location } from './step.ts'
import type { Wishes } from './wishes.ts'

/** The workflow by which GitHub judges pull requests; where there is one already, it stays as it is. */
export function planWorkflow(facts: Facts, { ci }: Pick<Wishes, 'ci'>): Part {
  const { existing, forges } = facts
  const wanted = ci === 'github' || (ci === 'auto' && (forges.has('github') || existing.has('work:.github')))
  if (!wanted) return part({ notes: ci === 'gitlab' && facts.digest === null ? [NOT_BUILT] : [] })
  const at: Location = `work:${GITHUB_FILE}`
  const present = existing.get(at) ?? existing.get('work:.github/workflows/precheck.yaml')
  if (present) return part({ notes: pinsAnother(facts, present.text ?? '') })
  const inTheWay = (['work:.github', 'work:.github/workflows'] as const).find(
    (folder) => existing.get(folder)?.kind === 'file',
  )
  if (inTheWay) return part({ notes: [`${shown(facts, inTheWay)} is no folder: no workflow was written`] })
  if (facts.digest === null) return part({ notes: [NOT_BUILT] })
  const text = pinned(facts.texts.githubWorkflow, facts.version, facts.digest)
  const says = `${shown(facts, at)}: judges pull requests, by precheck ${facts.version} as it is here, to the byte`
  return part({
    steps: [{ do: 'write', at, text, executable: false, says }],
    traces: [
      ...folderTrace(facts, 'work:.github'),
      ...folderTrace(facts, 'work:.github/workflows'),
      fileTrace(at, text),
    ],
    notes: ['on GitHub, make the check "precheck" a required one for the branch: until then it stops nothing'],
    commit: [GITHUB_FILE],
  })
}

/** A job for GitLab, to be saved by hand: where it belongs is for its owners to say. Null where none is wanted. */
export function gitlabJob(facts: Facts, { ci }: Pick<Wishes, 'ci'>): string | null {
  const { existing, forges, digest } = facts
  const there = existing.has('work:.gitlab/precheck.yml') || existing.has('work:.gitlab/precheck.yaml')
  const wanted = ci === 'gitlab' || (ci === 'auto' && forges.has('gitlab') && !there)
  return wanted && digest !== null ? pinned(facts.texts.gitlabCi, facts.version, digest) : null
}

const NOT_BUILT = 'this precheck runs from its sources, which CI could not download: no CI file was written'

const pinned = (template: string, version: string, digest: string): string =>
  template.replaceAll('@VERSION@', version).replaceAll('@SHA256@', digest)

/** What to change in a workflow of ours that still runs another version; it is its owner's to change. */
function pinsAnother({ version, digest }: Facts, present: string): readonly string[] {
  const pins = /^ +VERSION: '([^'\r\n]*)'\r?\n +SHA256: '[0-9a-f]{64}'$/m.exec(present)?.[1]
  if (pins === undefined || pins === version || digest === null) return []
  return [`${GITHUB_FILE} runs another version: for this one set VERSION to '${version}' and SHA256 to '${digest}'`]
}
