import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import type { run } from './cli.ts'
import { VERSION } from './version.ts'

interface Program {
  readonly run: typeof run
}

/** A program that is built into one file beside this one. */
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Runs the program in this process and gives its exit status. */
export async function start(process: NodeJS.Process): Promise<number> {
  const [command, hook] = process.argv.slice(2)
  if (command === 'hook' && hook === 'commit-msg') {
    const { program, keep } = compiled(process, hook)
    return await program.run(process, keep)
  }
  if (command === 'check') {
    const { program, keep } = compiled(process, command)
    const status = await program.run(process)
    keep()
    return status
  }
  // Everything else is worth the wait.
  const all = file('cli.cjs')
  return await (createRequire(all)(all) as Program).run(process)
}

/** The same program with no more than what hooks of commits and range checks need. */
const JUDGE = file('judge.cjs')

/**
 * The program, as V8 compiled it for an earlier run of the same kind, with what that needed: every commit waits for its
 * hook, and a fifth of that was V8 reading the program anew. (Node's own `enableCompileCache` does this from 22.1 on, for
 * Node 22 alone.) What V8 does not take, because another V8 wrote it or it is damaged, is as if it were not there. It lies
 * beside the program, so that whoever could put something else in its place could do so with the program itself.
 */
function compiled(
  { version, arch }: NodeJS.Process,
  kind: string,
): { readonly program: Program; readonly keep: () => void } {
  const { size, mtimeMs } = statSync(JUDGE)
  const kept = join(dirname(JUDGE), 'compiled', `${kind}-${VERSION}-${size}-${mtimeMs}-${version}-${arch}`)
  const cachedData = readIfThere(kept)
  // It is built of ASCII alone, which takes no decoding.
  const script = new Script(`(function(module,exports,require,__filename){${readFileSync(JUDGE, 'latin1')}\n})`, {
    filename: JUDGE,
    ...(cachedData && { cachedData }),
  })
  const module = { exports: {} }
  script.runInThisContext()(module, module.exports, createRequire(JUDGE), JUDGE)
  return {
    program: module.exports as Program,
    keep: () => {
      // Asked for at the end of a run, when V8 has compiled all that a run needs.
      if (cachedData === null || script.cachedDataRejected) writeIfPossible(kept, script.createCachedData())
    },
  }
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch {
    return null
  }
}

/** Where the package is not the user's to change, each commit waits as long as the first. */
function writeIfPossible(file: string, bytes: Buffer): void {
  const draft = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(draft, bytes)
    renameSync(draft, file)
  } catch {}
}
