import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../git/process.ts'
import { visible } from '../visible.ts'
import { broken, type Found, look, ok } from './finding.ts'

/** What husky looks at before it runs a hook: its variable, and the scripts of the user that it reads first. */
export function huskySwitches(env: Environment): readonly Found[] {
  const check = 'husky'
  const home = env['HOME'] ?? env['USERPROFILE'] ?? ''
  const scripts = [join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'husky', 'init.sh'), join(home, '.huskyrc')]
  const found: Found[] = []
  if (env['HUSKY'] === '0')
    found.push(broken(check, 'it is switched off in this environment, and runs no hook', 'unset HUSKY'))
  for (const script of scripts.filter((path) => existsSync(path))) {
    const name = visible(script, 300)
    found.push(
      switchesOff(script)
        ? broken(check, `${name} switches it off before every hook`, `take HUSKY out of ${name}`)
        : look(check, `${name} runs before every hook of every repository of yours`, null),
    )
  }
  return found.length > 0 ? found : [ok(check, 'nothing switches it off')]
}

function switchesOff(script: string): boolean {
  try {
    return /^[^#]*\bHUSKY=["']?0/m.test(readFileSync(script, 'utf8'))
  } catch {
    return false
  }
}
