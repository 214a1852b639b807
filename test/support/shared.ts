import { afterAll } from 'vitest'
import { type TestRepository, withRepository } from './repository.ts'

/**
 * One repository for all cases of a file, for those that only look at it: what `begin` makes is made once, and not even
 * copied. Whoever writes to it has `begunBy`.
 */
export function sharedBy<Made>(
  begin: (repository: TestRepository) => Made | Promise<Made>,
): <T>(body: (repository: TestRepository, made: Made) => T | Promise<T>) => Promise<T> {
  let close = (): void => {}
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  let removed: Promise<void> | undefined
  const make = () =>
    new Promise<readonly [TestRepository, Made]>((resolve, reject) => {
      removed = withRepository(async (repository) => {
        resolve([repository, await begin(repository)])
        await closed
      }).catch(reject)
    })
  let made: ReturnType<typeof make> | undefined
  afterAll(async () => {
    close()
    await removed
  })
  return async (body) => {
    made ??= make()
    return await body(...(await made))
  }
}
