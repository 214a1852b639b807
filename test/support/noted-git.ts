import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestRepository } from './repository.ts'

/** A git that was started: its process, and what it was told. */
export interface NotedGit {
  readonly pid: number
  readonly args: string
}

/** From here on each git that is started by this repository's environment is noted; gives what has been. */
export function noteGit(repository: TestRepository): () => readonly NotedGit[] {
  const folder = join(repository.dir, '.git', 'noting')
  const notes = join(folder, 'notes')
  const path = repository.env['PATH'] ?? ''
  mkdirSync(folder)
  writeFileSync(notes, '')
  // The process stays the same one.
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$$ $*" >> '${notes}'\nPATH='${path}' exec git "$@"\n`)
  chmodSync(join(folder, 'git'), 0o755)
  repository.env['PATH'] = `${folder}${delimiter}${path}`
  return () =>
    readFileSync(notes, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ pid: Number.parseInt(line, 10), args: line.slice(line.indexOf(' ') + 1) }))
}
