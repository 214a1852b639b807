import { type Files, type Line, merge, type Node } from './grown.ts'
import { type Work, withFiles } from './work.ts'

/** What a request was when it was looked at: the tip of the main line then, and its own. */
export interface Request {
  readonly base: Node
  readonly head: Node
}

export interface Squashed {
  /** The main line, oldest first. */
  readonly main: readonly Node[]
  readonly requests: readonly Request[]
}

const GUARDED = ['deploy/all.sh', 'deploy/live/run.sh', 'keys/list', 'package-lock.json', 'web/package-lock.json']

/** Requests that land one after the other, each as one commit with the messages of all of its own in some form. */
export function* squashed(work: Work, root: Node, count: number): Line<Squashed> {
  const main = [root]
  const requests: Request[] = []
  for (let at = 0; at < count; at += 1) {
    const tip = main.at(-1)!
    let head: Node
    if (at % 5 === 4) head = again(work, main, requests.at(-1)!)
    else if (at % 5 >= 2) head = signedOff(work, tip, at % 5 === 2 ? 2 : 1)
    else head = yield* topic(work, main, `r${at}`)
    const base = main.at(-1)!
    requests.push({ base, head })
    const { files, conflicts } = yield* merge(base, head)
    const theirs = Object.fromEntries([...conflicts].map((path) => [path, head.files.get(path) ?? null]))
    main.push(work.grown.commit([base], withFiles(files, theirs), message(work, commitsOf(head, base), at)))
  }
  return { main, requests }
}

/** How many seconds after a change was taken back somebody signed it off: not later than that is no new sign-off. */
const SECONDS = [-3_600, -1, 0, 1, 30]

/**
 * Changes that land without a word of their sign-offs, are taken back, and land again with sign-offs from about that time:
 * nothing but their dates says whether they are new.
 */
export function* takenBack(work: Work, root: Node, count: number): Line<Squashed> {
  const main = [root]
  const requests: Request[] = []
  for (let at = 0; at < count; at += 1) {
    const [tip, path] = [main.at(-1)!, work.pick(GUARDED)]
    main.push(
      work.change(tip, { ...work.edited(tip, path, 6), ...work.edited(tip, 'deploy/all.sh', 8) }, 'not', 'Land'),
    )
    const { back, files } = revert(work, main)
    const head = work.signedAt(() => back.at + work.pick(SECONDS), back, files)
    requests.push({ base: back, head })
    main.push(work.grown.commit([back], files, 'Land it again\n'))
  }
  return { main, requests }
}

/** Steps in guarded and other files, some in the same file, signed off one by one, on top, or not; the base may be taken in. */
function* topic(work: Work, main: readonly Node[], name: string): Line {
  const fork = main.at(-1 - Math.floor(work.random() * Math.min(3, main.length)))!
  const path = work.pick(GUARDED)
  let head = work.change(fork, { [`src/${name}.ts`]: work.word() })
  for (let more = Math.floor(work.random() * 3); more >= 0; more -= 1)
    head = work.change(head, work.edited(head, path, 6))
  if (work.happens(0.5)) head = work.change(head, work.edited(head, work.pick(GUARDED), 11))
  if (work.happens(0.4)) {
    const { files, conflicts } = yield* merge(head, main.at(-1)!)
    const ours = Object.fromEntries([...conflicts].map((each) => [each, head.files.get(each) ?? null]))
    head = work.commit('Take the base in', [head, main.at(-1)!], withFiles(files, ours), 'not')
  }
  return work.happens(0.5) ? work.signOff(head, fork) : head
}

/** So many steps in one file; what they come to is signed off, which covers none of several. */
function signedOff(work: Work, fork: Node, steps: number): Node {
  let head = fork
  for (let more = steps; more > 0; more -= 1) head = work.change(head, work.edited(head, 'deploy/all.sh', 6), 'not')
  return work.signOff(head, fork)
}

/**
 * What landed last is taken back, and then lands again with the sign-offs that it had, or with new ones. Only that is the
 * request: it starts where the change was taken back.
 */
function again(work: Work, main: Node[], { base, head }: Request): Node {
  const { back, files } = revert(work, main)
  const messages = commitsOf(head, base).map(({ message }) => message)
  return main.length % 2 === 0
    ? work.grown.commit([back], files, `Land it again\n\n${messages.join('\n')}`)
    : work.commit('Land it again', [back], files, 'both')
}

/** Takes back what the newest commit of the main line did. `files`: with that done once more. */
function revert(work: Work, main: Node[]): { readonly back: Node; readonly files: Files } {
  const [before, landed] = [main.at(-2)!, main.at(-1)!]
  const changed = [...landed.files].filter(([path, { oid }]) => before.files.get(path)?.oid !== oid)
  const old = Object.fromEntries(changed.map(([path]) => [path, before.files.get(path) ?? null]))
  const back = work.change(landed, old, 'jane', 'Revert')
  main.push(back)
  return { back, files: withFiles(back.files, Object.fromEntries(changed)) }
}

/** The commits of a topic that its base does not have, oldest first. */
function commitsOf(head: Node, base: Node): readonly Node[] {
  const landed = new Set([base])
  for (const node of landed) for (const parent of node.parents) landed.add(parent)
  const own = new Set([head])
  for (const node of own) for (const parent of node.parents) if (!landed.has(parent)) own.add(parent)
  return [...own].reverse()
}

/** A squashed commit's message: as forges put it together, as `git merge --squash` does, or its title alone. */
function message(work: Work, commits: readonly Node[], at: number): string {
  const title = `Request ${at} (#${at})\n\n`
  const trailers = work.happens(0.5) ? '\nTask-Id: SHOP-1\nTests-Run: npm test (214 passed)\nRollback: revert\n' : ''
  const indented = (each: Node) =>
    `commit ${'0'.repeat(40)}\nAuthor: ${each.by}\n\n${each.message.replace(/^(?=.)/gm, '    ')}\n`
  const forms = [
    () => commits.map((each) => `* ${each.message}\n`).join(''),
    () => commits.map((each) => `* ${each.message}\n`).join(''),
    () => `Squashed commit of the following:\n\n${commits.map(indented).join('')}`,
    () => '',
  ]
  return `${title}${work.pick(forms)()}${trailers}`.replace(/\n+$/, '\n')
}
