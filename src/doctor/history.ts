import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runGit } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import { type Found, look, ok } from './finding.ts'

/** What makes this clone show another history than others have. precheck reads past the first two, git does not. */
export async function historyChecks({ place, commonDir, shallow }: Repository): Promise<readonly Found[]> {
  const check = 'history'
  const found: Found[] = []
  const replaced = (await runGit(place, ['for-each-ref', '--format=x', 'refs/replace'])).toString('latin1')
  const count = replaced.split('\n').filter(Boolean).length
  if (count > 0) {
    const text = `${count} replace ref${count === 1 ? '' : 's'}: git shows other objects than are judged, precheck does not`
    found.push(look(check, text, 'git replace --list, and git replace --delete what nobody needs'))
  }
  if (grafts(commonDir)) {
    const text = 'grafts give commits other parents for git here; precheck ignores them'
    found.push(look(check, text, 'take info/grafts away from the git directory'))
  }
  if (shallow) {
    const text = 'it is cut off (a shallow clone): a range that reaches the cut cannot be checked'
    found.push(look(check, text, 'git fetch --unshallow'))
  }
  return found.length > 0 ? found : [ok(check, 'whole, without replace refs and grafts')]
}

function grafts(commonDir: string): boolean {
  try {
    return /^[0-9a-f]{40}/m.test(readFileSync(join(commonDir, 'info', 'grafts'), 'latin1'))
  } catch {
    return false
  }
}
