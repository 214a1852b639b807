import { spawn } from 'node:child_process'
import { accessSync, constants, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished, type GitPlace, type GitProcess, runGit, tryGit } from './process.ts'
import { scratchFolder } from './scratch-folder.ts'

/**
 * Runs the repository's post-rewrite hook with old and new ids, `<old> SP <new> LF` each, and gives what it printed and
 * how it failed, in words. git knows two names for what rewrites commits. This is `rebase`: `amend` is one commit whose
 * making ran the other hooks, and hooks that leave out work for it would leave out ours.
 */
export async function runPostRewrite(place: GitPlace, pairs: string): Promise<readonly string[]> {
  const { dir, close } = scratchFolder()
  try {
    const input = join(dir, 'rewritten')
    writeFileSync(input, pairs)
    const args = ['hook', 'run', '--ignore-missing', `--to-stdin=${input}`, 'post-rewrite', '--', 'rebase']
    const ran = await tryGit(place, args)
    // git before 2.40 cannot hand a hook its input: "error: unknown option `to-stdin=…'", and the usage.
    if (ran.status === 129 && ran.stderr.includes('to-stdin')) return await runByPath(place, pairs)
    return told(ran.stderr, ran.status)
  } finally {
    close()
  }
}

async function runByPath(place: GitPlace, pairs: string): Promise<readonly string[]> {
  const asked = await runGit(place, ['rev-parse', '--path-format=absolute', '--git-path', 'hooks/post-rewrite'])
  const hook = asked.toString('utf8').replace(/\n$/, '')
  try {
    accessSync(hook, constants.X_OK)
  } catch {
    // None, or one that git passes over too.
    return []
  }
  const env = place.env as NodeJS.ProcessEnv
  // Both of its streams end in one, as git has it.
  const child: GitProcess = spawn(hook, ['rebase'], { cwd: place.cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const end = finished(child)
  child.stdin.end(pairs)
  try {
    const { status, stderr } = await end
    return told([printed.trim(), stderr].filter((text) => text !== '').join('\n'), status)
  } catch {
    return told('', 126)
  }
}

/** The refs have moved by now: whatever the hook does is worth a word, and no more. */
const told = (printed: string, status: number): readonly string[] => [
  ...(printed === '' ? [] : [printed]),
  ...(status === 0 ? [] : [`the post-rewrite hook ended with ${status}; the rewrite holds all the same`]),
]
