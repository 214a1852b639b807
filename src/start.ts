import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import type { run } from './cli.ts'
import { EXIT_USAGE } from './exit-code.ts'
import { VERSION } from './version.ts'

interface Program {
  readonly run: typeof run
}

/** A program that is built into one file beside this one. */
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The whole program, and the same with no more than what the hooks of a clone and range checks need. */
const [ALL, JUDGE] = [file('cli.cjs'), file('judge.cjs')]

/** The libraries that are built into files of their own; `import-module.cjs` is none, see there. */
const LIBRARY = /^\.\/library\/(?!import-module)[a-z-]+\.cjs$/

/** Words by which runs of one kind are told from others: each needs another part of the program. */
const KINDS = [
  'check',
  'packet',
  'signoff',
  'mend',
  'explain',
  'doctor',
  'install',
  'uninstall',
  'pre-push',
  'pre-receive',
]

/** Runs the program in this process and gives its exit status. */
export async function start(process: NodeJS.Process): Promise<number> {
  const words = process.argv.slice(2)
  if (words[0] === 'hook' && words[1] === 'commit-msg') {
    const { load, keep } = compiled(process, words[1])
    return await load(JUDGE).run(process, keep)
  }
  const word = words.find((each) => each !== 'hook') ?? ''
  const kind = KINDS.includes(word) && !words.includes('--help') && !words.includes('-h') ? word : 'other'
  const { load, keep } = compiled(process, kind)
  const status = await load(kind === 'check' || kind === 'pre-push' ? JUDGE : ALL).run(process)
  // A run that could not do its work has not used what others will.
  if (status < EXIT_USAGE) keep()
  return status
}

/** So many runs add to what is kept: the first of a clone decodes the policy, which later ones find decoded. */
const RUNS = 3

/**
 * The program, as V8 compiled it for earlier runs of the same kind, with what those needed: every commit waits for its
 * hook, and a fifth of that was V8 reading the program anew. (Node's own `enableCompileCache` does this from 22.1 on, for
 * Node 22 alone.) What V8 does not take, because another V8 wrote it or it is damaged, is as if it were not there. It lies
 * beside the program, so that whoever could put something else in its place could do so with the program itself.
 */
function compiled(
  { version, arch }: NodeJS.Process,
  kind: string,
): { readonly load: (file: string) => Program; readonly keep: () => void } {
  const loaded = new Map<string, { exports: unknown }>()
  const toKeep: (() => void)[] = []

  const load = (file: string): unknown => {
    const before = loaded.get(file)
    if (before) return before.exports
    const { size, mtimeMs } = statSync(file)
    const name = `${basename(file, '.cjs')}-${kind}-${VERSION}-${size}-${mtimeMs}-${version}-${arch}`
    const place = join(dirname(JUDGE), 'compiled', name)
    const kept = newestKept(place)
    // It is built of ASCII alone, which takes no decoding.
    const script = new Script(`(function(module,exports,require,__filename){${readFileSync(file, 'latin1')}\n})`, {
      filename: file,
      ...(kept.bytes && { cachedData: kept.bytes }),
    })
    const runs = script.cachedDataRejected ? 1 : kept.runs + 1
    // Asked for at the end of a run, when V8 has compiled all that a run needs.
    if (runs <= RUNS) toKeep.push(() => replaceIfPossible(place, kept.runs, runs, script.createCachedData()))
    const module = { exports: {} }
    loaded.set(file, module)
    const require = createRequire(file)
    const bring = (id: string): unknown => (LIBRARY.test(id) ? load(join(dirname(file), id)) : require(id))
    script.runInThisContext()(module, module.exports, bring, file)
    return module.exports
  }
  return {
    load: (file) => load(file) as Program,
    keep: () => {
      for (const each of toKeep) each()
    },
  }
}

/** What is kept at a place, and of how many runs it is: 0 where there is nothing. */
function newestKept(place: string): { readonly runs: number; readonly bytes: Buffer | null } {
  for (let runs = RUNS; runs > 0; runs--) {
    try {
      return { runs, bytes: readFileSync(`${place}.${runs}`) }
    } catch {}
  }
  return { runs: 0, bytes: null }
}

/** Where the package is not the user's to change, each commit waits as long as the first. */
function replaceIfPossible(place: string, oldRuns: number, runs: number, bytes: Buffer): void {
  const draft = `${place}.${process.pid}`
  try {
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(draft, bytes)
    renameSync(draft, `${place}.${runs}`)
    if (oldRuns > 0 && oldRuns !== runs) rmSync(`${place}.${oldRuns}`)
  } catch {}
}
