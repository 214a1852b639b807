import type { Repository } from '../git/repository.ts'
import type { Facts } from '../install/facts.ts'
import { markedFiles } from '../install/marked-files.ts'
import { baseOf, standingHere } from '../policy/here.ts'
import { visible } from '../visible.ts'
import { broken, type Found, look } from './finding.ts'
import { folderOfGit } from './hooks.ts'

const check = 'installed'

/** Of a clone in which git runs no hook of ours, and install never ran: where husky only has to be started, that. */
export async function notInstalled(repository: Repository, facts: Facts): Promise<Found> {
  const looksIn = `looks for hooks in ${visible(folderOfGit(facts), 300)}`
  const [script] = (await markedFiles(repository.place, facts.roots)).filter((path) => !path.endsWith('.md'))
  if (script !== undefined) {
    const said = `${visible(script, 300)} would run precheck, but git does not run it: it ${looksIn}`
    return broken(check, said, "your package manager's install, which starts husky")
  }
  return broken(
    check,
    `precheck is not installed in this clone, so no hook of it runs: git ${looksIn}`,
    'precheck install',
  )
}

/** Of a clone whose hooks run, although install never ran in it: what it would have written down. */
export async function withoutInstall(repository: Repository, { recordedBase }: Facts): Promise<Found> {
  const came = 'the hooks came with the repository, and precheck install never ran in this clone'
  const base = baseOf(await standingHere(repository))
  if (recordedBase !== null || base === null) return look(check, came, null)
  const taken = `the policy is taken from ${visible(base.ref, 200)} (${visible(base.why, 100)})`
  return look(check, `${came}: precheck.base is not set, so ${taken}`, 'precheck install, or nothing if that is right')
}
