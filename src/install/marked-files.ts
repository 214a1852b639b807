import { basename } from 'node:path'
import { type GitPlace, runGit } from '../git/process.ts'
import { findNotes } from './facts.ts'
import { absolute, look, type Roots } from './look.ts'
import { hasBlock } from './marked-block.ts'
import { HOOKS } from './own-texts.ts'
import type { Location } from './step.ts'

/** Files of a work tree that hold a block of ours, whoever brought it: scripts of hooks, and the notes for agents. */
export async function markedFiles(place: GitPlace, roots: Roots): Promise<readonly string[]> {
  const notesFile = findNotes(roots)
  const listed = await runGit(place, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  const names: readonly string[] = HOOKS
  const paths = listed.toString('utf8').split('\0')
  return [...new Set(paths)]
    .filter((path) => path === notesFile || names.includes(basename(path)))
    .filter((path) => {
      const at: Location = `work:${path}`
      return hasBlock(at, look(absolute(roots, at))?.text ?? '')
    })
    .sort()
}
