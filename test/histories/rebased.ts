import type { TestRepository } from '../support/repository.ts'
import type { Node } from './grown.ts'
import type { Work } from './work.ts'

/** Where topics work: far enough apart that none is in the way of another, some in one file. */
export const PLACES = 6

/** A topic of a few steps from the root on: fixups for some of them, a sign-off for each, for all on top, or for none. */
export function topicOn(work: Work, root: Node, at: number): Node {
  const own = `deploy/t${at}.sh`
  let head = work.change(root, { [own]: work.word() })
  head = work.change(
    head,
    work.edited(head, work.pick(['deploy/all.sh', 'keys/list', 'package-lock.json']), 12 * at + 3),
  )
  head = work.change(head, { [`src/t${at}.ts`]: work.word() })
  if (work.happens(0.5)) head = work.change(head, { [own]: work.word() }, undefined, `fixup! Change ${own}\n\nNo`)
  head = work.change(head, work.edited(head, 'deploy/live/run.sh', 12 * at + 3))
  return work.happens(0.5) ? work.signOff(head, root) : head
}

/**
 * Rebases each topic onto the main line and then, as for a review, once more; the main line moves on to it. In the end
 * some commits are picked anew and some are taken back. All by git itself.
 */
export function rebaseAll(repository: TestRepository, topics: readonly string[], root: string): void {
  const done = (...args: string[]) => {
    const ran = repository.tryGit(args, { env: { GIT_SEQUENCE_EDITOR: 'true' } })
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`)
  }
  done('checkout', '-q', '--detach', root)
  let main = root
  for (const topic of topics) {
    done('rebase', '-q', '-i', '--autosquash', '--keep-empty', main, topic)
    done('rebase', '-q', '--force-rebase', '--keep-empty', main)
    main = repository.git('rev-parse', 'HEAD')
  }
  const guarded = repository.git('log', '-3', '--format=%H', '--', 'deploy/live').split('\n')
  for (const commit of guarded) {
    done('revert', '--no-edit', commit)
    if (commit === guarded[1]) done('revert', '--no-edit', 'HEAD')
    else done('cherry-pick', '-x', '--allow-empty', commit)
  }
}
