import { expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { readConfig } from '../../src/git/config.ts'
import { openRepository } from '../../src/git/repository.ts'
import { withRepository } from '../support/repository.ts'

test('the configuration is read with the last value of each key, in the order of those', async () => {
  await withRepository(async (repository) => {
    repository.write('.git/config', '[core]\n\tbare = false\n')
    repository.write(
      '.git/more',
      '[Demo "Sub.Section"]\n\tOne = 1\n\ttwo\n\tthree =\n\tlines = "a\\nb"\n\tequals = x=y\n[demo "Sub.Section"]\n\tone = last\n',
    )
    repository.git('config', 'include.path', 'more')
    const config = await readConfig({ cwd: repository.dir, env: repository.env, options: [] })
    expect(config.get('demo.Sub.Section.one')).toBe('last')
    expect(config.get('demo.Sub.Section.two')).toBe('true')
    expect(config.get('demo.Sub.Section.three')).toBe('')
    expect(config.get('demo.Sub.Section.lines')).toBe('a\nb')
    expect(config.get('demo.Sub.Section.equals')).toBe('x=y')
    expect([...config.keys()].at(-1)).toBe('demo.Sub.Section.one')
    expect(config.get('core.bare')).toBe('false')
  })
})

test('one that is wrong is an error', async () => {
  await withRepository(async (repository) => {
    const { place } = await openRepository(repository.dir, repository.env)
    repository.write('.git/config', '[core\n')
    await expect(readConfig(place)).rejects.toThrow(CouldNotCheck)
  })
})
