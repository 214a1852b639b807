import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withRepository } from '../support/repository.ts'
import { longBranch, oneTwoThree, rawOf, rewrite, shape, store, subjects, withThree } from './rewriting.ts'

describe('rewriting the message of', () => {
  it.each([
    ['the tip', 2, 'one,two,new', 1],
    ['a commit in the middle', 1, 'one,new,three', 2],
    ['the root', 0, 'new,two,three', 3],
  ])('%s', async (_title, index, expected, count) => {
    await withThree(async (repository, commits) => {
      const before = shape(repository, 'HEAD')
      const { moves } = await rewrite(repository, { [commits[index]!]: 'new\n' })
      expect(subjects(repository)).toBe(expected)
      expect(shape(repository, 'HEAD')).toBe(before)
      expect(moves).toEqual([
        { ref: 'refs/heads/main', old: commits[2], new: repository.git('rev-parse', 'main'), commits: count },
      ])
      expect(repository.git('status', '--porcelain')).toBe('')
      expect(repository.tryGit(['fsck', '--strict']).stderr).toBe('')
      expect(repository.git('reflog', '-1', '--format=%gs', 'main')).toBe('precheck mend')
      expect(repository.git('reflog', '-1', '--format=%gs', 'HEAD')).toBe('precheck mend')
    })
  })

  it('two commits at once', async () => {
    await withThree(async (repository, [one, , three]) => {
      await rewrite(repository, { [three]: 'drei\n', [one]: 'eins\n' })
      expect(subjects(repository)).toBe('eins,two,drei')
    })
  })

  it('two commits on two sides of a merge', async () => {
    await withRepository(async (repository) => {
      repository.commit('base', { a: '0' })
      repository.git('switch', '-q', '-c', 'side')
      const left = repository.commit('left', { l: '1' })
      repository.git('switch', '-q', 'main')
      const right = repository.commit('right', { r: '1' })
      repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'side')
      repository.git('branch', '-D', 'side')
      const before = shape(repository, 'HEAD')
      const base = repository.git('rev-parse', ':/base')
      await rewrite(repository, { [left]: 'L\n', [right]: 'R\n' })
      expect(subjects(repository).split(',').sort().join()).toBe('L,R,base,merge')
      expect(shape(repository, 'HEAD')).toBe(before)
      expect(repository.git('rev-parse', ':/base')).toBe(base)
    })
  })

  it('a commit below merges and an octopus, which stay what they are', async () => {
    await withRepository(async (repository) => {
      repository.commit('base', { a: '0' })
      const first = repository.commit('first', { a: '1' })
      for (const side of ['x', 'y', 'z']) {
        repository.git('switch', '-q', '-c', side, first)
        repository.commit(`on ${side}`, { [side]: '1' })
      }
      // From below the rewritten commit: this side has to stay as it is.
      repository.git('switch', '-q', '-c', 'old', `${first}^`)
      const old = repository.commit('on old', { o: '1' })
      repository.git('switch', '-q', 'main')
      repository.git('merge', '-q', '--no-ff', '-m', 'octopus', 'x', 'y', 'z')
      repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'old')
      repository.commit('top', { a: '2' })
      repository.git('branch', '-D', 'x', 'y', 'z')
      const before = shape(repository, 'HEAD')
      const { commits } = await rewrite(repository, { [first]: 'FIRST\n' })
      expect(commits).toHaveLength(7)
      expect(shape(repository, 'HEAD')).toBe(before)
      expect(repository.git('rev-parse', 'HEAD~1^2')).toBe(old)
      expect(repository.git('log', '-1', '--format=%P', 'HEAD~2').split(' ')).toHaveLength(4)
      expect(repository.tryGit(['fsck', '--strict']).stderr).toBe('')
    })
  })

  it('a commit that replace refs and grafts hide', async () => {
    await withThree(async (repository, [one, two, three]) => {
      repository.git('replace', '--graft', three, one)
      await rewrite(repository, { [two]: 'zwei\n' })
      repository.git('replace', '-d', three)
      expect(subjects(repository)).toBe('one,zwei,three')
    })
  })
})

describe('a rewritten commit keeps every byte but those of its message, parents and signature', () => {
  const headers = [
    ['a name with a dot at its end', 'author Acme Inc. <acme@example.com> 1700000000 +0100'],
    ['no name and no address', 'author  <> 1700000000 +0000'],
    ['an address without an end', 'author Jane <jane@example.com 1700000000 +0000'],
    ['a name that is not UTF-8', 'author J\xe4ne <j@example.com> 1700000000 +0000'],
    ['an odd offset', 'author Jane <jane@example.com> 1700000000 -7700'],
    ['blanks around a name', 'author  Jane  <jane@example.com> 1700000000 +0000'],
  ] as const

  it.each(headers)('with %s', async (_title, author) => {
    await withThree(async (repository, [one, two, three]) => {
      const odd = rawOf(repository, three).replace(/^author .*$/m, author)
      repository.git('update-ref', 'refs/heads/main', store(repository, odd))
      await rewrite(repository, { [two]: 'zwei\n' })
      const parent = repository.git('rev-parse', 'HEAD^')
      expect(rawOf(repository, 'HEAD')).toBe(odd.replace(two, parent))
      expect(rawOf(repository, 'HEAD^')).toBe(rawOf(repository, two).replace('two\n', 'zwei\n'))
      expect(repository.git('rev-parse', 'HEAD~2')).toBe(one)
    })
  })

  it('with headers that nobody knows, a merged tag, an encoding and text in it', async () => {
    await withThree(async (repository, [, two, three]) => {
      const odd = rawOf(repository, three).replace(
        '\n\nthree\n',
        `\nmergetag object ${two}\n type commit\n tag v1\n \n text\nencoding ISO-8859-1\nchange-id zzz\nHG:extra a:b\n\nf\xfcnf\n\n\n`,
      )
      repository.git('update-ref', 'refs/heads/main', store(repository, odd))
      await rewrite(repository, { [two]: 'zwei\n' })
      expect(rawOf(repository, 'HEAD')).toBe(
        odd.replace(`parent ${two}`, `parent ${repository.git('rev-parse', 'HEAD^')}`),
      )
    })
  })

  it('with a message that is not UTF-8, has a NUL, or is not there', async () => {
    await withThree(async (repository, [, two, three]) => {
      for (const message of ['\nf\xfcnf', '\na\0b\n', '\n', '']) {
        const odd = rawOf(repository, three).replace('\nthree\n', message)
        repository.git('update-ref', 'refs/heads/main', store(repository, odd))
        await rewrite(repository, { [two]: 'zwei\n' })
        expect(rawOf(repository, 'HEAD')).toBe(odd.replace(two, repository.git('rev-parse', 'HEAD^')))
      }
    })
  })

  it('in a repository of SHA-256', async () => {
    await withRepository(
      async (repository) => {
        const [, two] = oneTwoThree(repository)
        expect(two).toHaveLength(64)
        const before = shape(repository, 'HEAD')
        await rewrite(repository, { [two]: 'zwei\n' })
        expect(subjects(repository)).toBe('one,zwei,three')
        expect(shape(repository, 'HEAD')).toBe(before)
        expect(repository.tryGit(['fsck', '--strict']).stderr).toBe('')
      },
      { init: ['--object-format=sha256'] },
    )
  })
})

describe('what is not committed', () => {
  it('stays to the byte: the index, staged and unstaged changes, and files that git does not know', async () => {
    await withThree(async (repository, [one]) => {
      repository.write('staged', 'staged')
      repository.write('a', 'staged, then changed')
      repository.git('add', 'staged', 'a')
      repository.write('a', 'changed')
      repository.write('unknown', 'unknown')
      const seen = () => ({
        index: createHash('sha1')
          .update(readFileSync(join(repository.dir, '.git', 'index')))
          .digest('hex'),
        // A lock that git had taken and given back would leave another file.
        head: readFileSync(join(repository.dir, '.git', 'HEAD'), 'utf8'),
        staged: repository.git('diff', '--cached'),
        changed: repository.git('diff'),
        files: ['a', 'staged', 'unknown'].map((file) => readFileSync(join(repository.dir, file), 'utf8')),
      })
      repository.git('status')
      const before = seen()
      await rewrite(repository, { [one]: 'eins\n' })
      expect(seen()).toEqual(before)
      expect(subjects(repository)).toBe('eins,two,three')
    })
  })

  it('is not looked at: neither an index that is broken nor a missing work tree matters', async () => {
    await withThree(async (repository, [one]) => {
      writeFileSync(join(repository.dir, '.git', 'index'), 'broken')
      await rewrite(repository, { [one]: 'eins\n' })
      expect(subjects(repository)).toBe('eins,two,three')
      const bare = join(repository.dir, '..', 'bare.git')
      repository.git('clone', '-q', '--bare', repository.dir, bare)
      repository.git('-C', bare, 'remote', 'remove', 'origin')
      await rewrite(repository, { [repository.git('rev-parse', 'main')]: 'drei\n' }, { in: bare })
      expect(repository.git('-C', bare, 'log', '-1', '--format=%s')).toBe('drei')
    })
  })

  it('is left alone when a hook around it names an index of its own', async () => {
    await withThree(async (repository, [one]) => {
      repository.env['GIT_INDEX_FILE'] = join(repository.dir, '.git', 'no-such-index')
      repository.env['GIT_DIR'] = join(repository.dir, '.git')
      await rewrite(repository, { [one]: 'eins\n' })
      expect(existsSync(repository.env['GIT_INDEX_FILE'])).toBe(false)
      expect(subjects(repository)).toBe('eins,two,three')
    })
  })
})

it('rewrites a branch of 300 commits with merges in it', async () => {
  await withRepository(async (repository) => {
    const root = longBranch(repository, 300)
    const before = shape(repository, 'HEAD')
    const { commits } = await rewrite(repository, { [root]: 'new\n' })
    expect(commits).toHaveLength(300)
    expect(shape(repository, 'HEAD')).toBe(before)
    expect(repository.tryGit(['fsck', '--strict']).stderr).toBe('')
  })
})
