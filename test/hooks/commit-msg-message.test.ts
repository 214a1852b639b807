import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestRepository } from '../support/repository.ts'
import { commitAsAgent, GOOD, storedTrailers, TRAILERS, withHooks } from './hooked.ts'

const SILENT = { status: 0, stdout: '', stderr: '' }

const withTrailers = (body: (repository: TestRepository) => void) => withHooks(TRAILERS, body)

/** An editor that puts a text above what stands in the file. */
function typing(repository: TestRepository, text: string): Record<string, string> {
  const file = join(repository.dir, '../typed')
  writeFileSync(file, text)
  return { GIT_EDITOR: `f() { cat '${file}' "$1" >"$1.new" && mv "$1.new" "$1"; }; f` }
}

const commit = (repository: TestRepository, args: readonly string[], options = {}) =>
  commitAsAgent(repository, ['--allow-empty', ...args], options)

test('with another comment character, its lines are comments and those with # are text', () =>
  withTrailers((repository) => {
    repository.git('config', 'core.commentChar', ';')
    const env = typing(repository, `Add a\n\n# not a comment\n\n${GOOD}\n; a comment\n`)
    expect(commit(repository, [], { env })).toMatchObject(SILENT)
    expect(repository.git('log', '-1', '--format=%B')).toContain('# not a comment')
    expect(storedTrailers(repository).get('task-id')).toEqual(['ABC-1'])
    // A trailer that git will drop with its line is none.
    const hidden = typing(repository, `Add b\n\n${GOOD.replace('Task-Id', ';Task-Id')}\n`)
    expect(commit(repository, [], { env: hidden }).stderr).toContain('no "Task-Id" trailer')
    const verbose = typing(repository, `Add c\n\n${GOOD}\n`)
    repository.write('a.txt', '+Task-Id: XYZ-1\n')
    repository.git('add', 'a.txt')
    expect(commit(repository, ['-v'], { env: verbose })).toMatchObject(SILENT)
  }))

test('a trailer in the diff that -v shows is not in the message', () =>
  withTrailers((repository) => {
    repository.write('a.txt', `${GOOD}\n`)
    repository.git('add', 'a.txt')
    const ran = commit(repository, ['-v'], { env: typing(repository, 'Add a\n') })
    expect(ran.stderr).toContain('no "Task-Id" trailer')
  }))

for (const cleanup of ['verbatim', 'whitespace', 'scissors', 'strip']) {
  test(`with commit.cleanup=${cleanup} the message is read as git stores it`, () =>
    withTrailers((repository) => {
      repository.git('config', 'commit.cleanup', cleanup)
      expect(commit(repository, ['-m', `Add a\n\n${GOOD}`])).toMatchObject(SILENT)
      expect(storedTrailers(repository).get('task-id')).toEqual(['ABC-1'])
      // A comment line that is kept is still none that git reads trailers in.
      const ran = commit(repository, ['-m', `Add b\n\n# Task-Id: ABC-1\n${GOOD.replace('Task-Id: ABC-1\n', '')}`])
      expect(ran.stderr).toContain('no "Task-Id" trailer')
      const env = typing(repository, `Add c\n\n${GOOD}\n\n`)
      expect(commit(repository, [], { env })).toMatchObject(SILENT)
      expect(storedTrailers(repository).get('task-id')).toEqual(['ABC-1'])
    }))
}

test('a message in another encoding is read in it, and stored byte for byte', () =>
  withTrailers((repository) => {
    repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1')
    writeFileSync(join(repository.dir, '../message'), Buffer.from(`Füge a hinzu\n\n${GOOD}\nTeam: Küche\n`, 'latin1'))
    expect(commit(repository, ['-F', '../message'])).toMatchObject(SILENT)
    const raw = repository.tryGit(['cat-file', 'commit', 'HEAD']).bytes
    expect(raw.includes(Buffer.from('encoding ISO-8859-1\n'))).toBe(true)
    expect(raw.includes(Buffer.from('Füge', 'latin1'))).toBe(true)
    expect(storedTrailers(repository).get('team')).toEqual(['Küche'])
  }))

test('a message with a NUL is refused, in words', () =>
  withTrailers((repository) => {
    writeFileSync(join(repository.dir, '../message'), `Add a\n\nall good\0 and more\n\n${GOOD}\n`)
    const before = repository.git('rev-parse', 'HEAD')
    const ran = commit(repository, ['-F', '../message'])
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('the message cannot be read whole: it has a NUL byte')
    expect(repository.git('rev-parse', 'HEAD')).toBe(before)
  }))

test('a message of a megabyte is judged like a short one', () =>
  withTrailers((repository) => {
    const file = join(repository.dir, '../message')
    for (const body of ['word '.repeat(200_000), 'a line\n\n'.repeat(125_000), 'Task-Id '.repeat(125_000)]) {
      writeFileSync(file, `Add a\n\n${body}\n\n${GOOD}\n`)
      expect(commit(repository, ['-F', file])).toMatchObject(SILENT)
    }
    writeFileSync(file, `Add a\n\n${'word '.repeat(200_000)}\n`)
    const ran = commit(repository, ['-F', file])
    expect(ran.status).toBe(1)
    expect(ran.stderr.length).toBeLessThan(2_000)
  }))

test('an empty message is given up by git as ever, and stays empty', () =>
  withHooks(TRAILERS.replace('required: true, pattern', 'required: true, from-branch: true, pattern'), (repository) => {
    repository.git('checkout', '-q', '-b', 'ABC-1-x')
    const before = repository.git('rev-parse', 'HEAD')
    const person = repository.tryGit(['commit', '--allow-empty', '-m', ''])
    expect(person.stderr).toContain('Aborting commit due to empty commit message')
    expect(commit(repository, ['-m', '']).status).toBe(1)
    expect(readFileSync(join(repository.dir, '.git/COMMIT_EDITMSG'), 'utf8')).not.toContain('ABC-1')
    expect(repository.git('rev-parse', 'HEAD')).toBe(before)
  }))

test('CRLF and blank lines at both ends are cleaned as git cleans them', () =>
  withTrailers((repository) => {
    writeFileSync(
      join(repository.dir, '../message'),
      `\r\n\r\nAdd a\r\n\r\n${GOOD.replaceAll('\n', '\r\n')}\r\n\r\n\r\n`,
    )
    expect(commit(repository, ['-F', '../message'])).toMatchObject(SILENT)
  }))

test('a "---" line keeps --trailer from the end of the message, so the lines are asked for by hand', () =>
  withTrailers((repository) => {
    const message = 'Add a\n\nbody\n\n---\nnotes for the reviewer\n'
    const ran = commit(repository, ['-m', message])
    expect(ran.stderr).not.toContain("--trailer '")
    expect(ran.stderr).toContain('end the message with "Rollback: revert", in its last paragraph')
    expect(commit(repository, ['-m', `${message}\n${GOOD}`])).toMatchObject(SILENT)
  }))
