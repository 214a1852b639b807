import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TestRepository } from '../support/repository.ts'
import { rewrite, subjects, withThree } from './rewriting.ts'

describe('what hangs on commits', () => {
  const hook = (repository: TestRepository, text: string) => {
    const file = join(repository.dir, '.git', 'hooks', 'post-rewrite')
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${text}\n`)
    chmodSync(file, 0o755)
  }

  it('the post-rewrite hook hears of it as of a rebase, with all old and new ids', async () => {
    await withThree(async (repository, [one, two, three]) => {
      hook(repository, 'echo "$@" >heard; cat >>heard; pwd >>heard; echo said; echo warned >&2')
      const { said } = await rewrite(repository, { [two]: 'zwei\n' })
      const [newTwo, newThree] = [repository.git('rev-parse', 'HEAD^'), repository.git('rev-parse', 'HEAD')]
      expect(readFileSync(join(repository.dir, 'heard'), 'utf8')).toBe(
        `rebase\n${two} ${newTwo}\n${three} ${newThree}\n${repository.dir}\n`,
      )
      expect(said.join('\n').split('\n').sort()).toEqual(['said', 'warned'])
      expect(repository.git('rev-parse', 'HEAD~2')).toBe(one)
    })
  })

  it('the hook is found where core.hooksPath says', async () => {
    await withThree(async (repository, [, two]) => {
      hook(repository, 'exit 1')
      repository.git('config', 'core.hooksPath', '.hooks')
      repository.write('.hooks/post-rewrite', '#!/bin/sh\necho here\n')
      chmodSync(join(repository.dir, '.hooks', 'post-rewrite'), 0o755)
      expect((await rewrite(repository, { [two]: 'zwei\n' })).said).toEqual(['here'])
    })
  })

  it.each([
    ['fails', 'exit 7', 'ended with 7'],
    ['reads nothing', 'exec 0<&-; exit 1', 'ended with 1'],
  ])('a hook that %s changes nothing any more', async (_title, text, expected) => {
    await withThree(async (repository, [, two]) => {
      hook(repository, text)
      expect((await rewrite(repository, { [two]: 'zwei\n' })).said.join()).toContain(expected)
      expect(subjects(repository)).toBe('one,zwei,three')
    })
  })

  it('a hook that may not be run, or cannot be, is passed over', async () => {
    await withThree(async (repository, [, two]) => {
      hook(repository, 'echo ran')
      chmodSync(join(repository.dir, '.git', 'hooks', 'post-rewrite'), 0o644)
      expect((await rewrite(repository, { [two]: 'zwei\n' })).said).toEqual([])
      writeFileSync(join(repository.dir, '.git', 'hooks', 'post-rewrite'), '#!/no/such/program\n')
      chmodSync(join(repository.dir, '.git', 'hooks', 'post-rewrite'), 0o755)
      await rewrite(repository, { [repository.git('rev-parse', 'HEAD^')]: 'deux\n' })
      expect(subjects(repository)).toBe('one,deux,three')
    })
  })

  it('notes follow where notes.rewriteRef says so, and only there', async () => {
    await withThree(async (repository, [, two, three]) => {
      repository.git('notes', 'add', '-m', 'seen', three)
      repository.git('notes', '--ref', 'other', 'add', '-m', 'private', three)
      repository.git('config', 'notes.rewriteRef', 'refs/notes/commits')
      expect((await rewrite(repository, { [two]: 'zwei\n' })).said).toEqual([])
      expect(repository.git('notes', 'show', 'HEAD')).toBe('seen')
      expect(repository.tryGit(['notes', '--ref', 'other', 'show', 'HEAD']).status).toBe(1)
    })
  })

  it('notes stay where nothing says that they follow', async () => {
    await withThree(async (repository, [, , three]) => {
      repository.git('notes', 'add', '-m', 'seen', three)
      await rewrite(repository, { [three]: 'drei\n' })
      expect(repository.tryGit(['notes', 'show', 'HEAD']).status).toBe(1)
    })
  })
})
