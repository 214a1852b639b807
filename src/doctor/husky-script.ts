import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Facts } from '../install/facts.ts'
import { huskyFolder } from '../install/hooks-path.ts'
import { asWritten, isKnownRelease, releaseWriting } from '../install/husky-releases.ts'
import { findHusky } from '../install/own-files.ts'
import { shown } from '../install/shown.ts'
import type { Location } from '../install/step.ts'
import { visible } from '../visible.ts'
import { broken, type Found, look, ok } from './finding.ts'

/**
 * The script that all of husky's wrappers read before they run a hook: as a release of husky writes it, or as the husky
 * that is installed here would. Of what neither can tell, nobody says that it is broken: a newer husky may write another.
 * Nothing where it is missing, which each hook says.
 */
export function huskyScript(
  facts: Pick<Facts, 'roots' | 'hooksPath' | 'packageFolder' | 'existing'>,
): readonly Found[] {
  const check = "husky's script"
  const at: Location = `work:${huskyFolder(facts.hooksPath, facts.packageFolder)}/_/h`
  const present = facts.existing.get(at)
  if (present === undefined) return []
  const text = present.text ?? ''
  const release = releaseWriting(text)
  if (release !== null) return [ok(check, `as husky ${release} writes it`)]
  const installed = findHusky(join(facts.roots.topLevel, facts.packageFolder ?? ''))
  const version = visible(installed?.version ?? '', 40)
  const copied = installed && scriptOf(installed.module)
  const reads = 'every hook begins with it, and it may let none run'
  if (installed && isKnownRelease(installed.version)) {
    // husky would only copy its own file again.
    const mends =
      copied === null || releaseWriting(copied) !== null
        ? 'npx --no-install husky'
        : "take node_modules/husky away, where it is edited too, and run your package manager's install"
    return [broken(check, `${shown(facts, at)} is not as husky ${version} writes it: ${reads}`, mends)]
  }
  if (copied !== null && asWritten(copied) === asWritten(text))
    return [ok(check, `as husky ${version}, which is installed here, writes it`)]
  const nor = installed ? `nor as husky ${version}, which is installed here` : 'and no husky is installed here'
  const says = `${shown(facts, at)} is as no husky that is known to precheck writes it, ${nor}: ${reads}`
  return [look(check, says, "read it, or run your package manager's install")]
}

/** What husky copies, by the name that it has since 9.0.9. */
function scriptOf(module: string): string | null {
  try {
    return readFileSync(join(dirname(module), 'husky'), 'utf8')
  } catch {
    return null
  }
}
