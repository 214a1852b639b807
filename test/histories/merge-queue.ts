import { type Files, type Kept, kept, type Line, type Merged, merge, type Node } from './grown.ts'
import { type Work, withFiles } from './work.ts'

/** Lines enough that two can change one file at different places. */
const text = (name: string, lines = 12): string => Array.from({ length: lines }, (_, at) => `${name} ${at}\n`).join('')

/** What stands there before the first request, for each of so many lines of work and for all of them; so many lines long. */
export function firstFiles(policy: string, lines: number, long: number): Files {
  const own = Array.from({ length: lines }, (_, at) => [
    `deploy/l${at}/a.sh`,
    `deploy/l${at}/b.sh`,
    `src/l${at}.ts`,
  ]).flat()
  const shared = [
    'deploy/all.sh',
    'deploy/live/run.sh',
    'keys/list',
    'package-lock.json',
    'web/package-lock.json',
    'src/a.ts',
  ]
  const files = [...own, ...shared].map((path) => [path, kept(text(path, long))] as const)
  return new Map([['.precheck.yml', kept(policy)], ['docs/undo.md', kept('Undo it.\n')], ...files])
}

/** One request on its way into the main line. */
interface Request {
  readonly work: Work
  readonly name: string
  /** Number of the line of work. */
  readonly own: number
  readonly main: Node
}

type Kind = (request: Request) => Line | Node

const guarded = ({ work, own }: Request): string =>
  work.pick([`deploy/l${own}/a.sh`, `deploy/l${own}/b.sh`, `deploy/l${own}/a.sh`, ...SHARED])
const SHARED = ['deploy/all.sh', 'deploy/live/run.sh', 'keys/list', 'package-lock.json', 'web/package-lock.json']

/** What a topic does: one to three steps in guarded and other files, and now and then a person signs them off on top. */
function topicOn(request: Request, fork: Node): Node {
  const { work, own, name } = request
  let topic = fork
  for (let more = work.happens(0.8) ? 1 : 2; more > 0; more -= 1)
    topic = work.change(topic, work.edited(topic, guarded(request), 9))
  if (work.happens(0.15)) topic = work.change(topic, { [`src/${name}.ts`]: work.word() })
  if (work.happens(0.15)) topic = work.change(topic, work.edited(topic, `src/l${own}.ts`, 3))
  if (work.happens(0.06)) topic = work.change(topic, { [`src/${name}/.env`]: work.word() })
  if (work.happens(0.05)) topic = work.change(topic, work.edited(topic, 'src/a.ts', 5), 'not', 'fixup! Change')
  return work.happens(0.3) ? work.signOff(topic, fork, work.happens(0.8)) : topic
}

/** What happens on the main line meanwhile: at the beginning of files, where topics work at their end. */
const meanwhile = (request: Request, path = guarded(request)): Node =>
  request.work.change(request.main, request.work.edited(request.main, path, 1))

/** Texts with git's conflict marks, each conflict decided: for one side, or by somebody's own words. */
function decided(text: string, by: 'ours' | 'theirs' | 'hand', word: string): string {
  return text.replace(/^<{7}.*\n([\s\S]*?)^={7}\n([\s\S]*?)^>{7}.*\n/gm, (_, ours: string, theirs: string) =>
    by === 'ours' ? ours : by === 'theirs' ? theirs : `${word}\n`,
  )
}

/** What a merge comes to when its conflicts are decided. */
function resolved(
  { work }: Request,
  { files, conflicts }: Merged,
  by: 'ours' | 'theirs' | 'hand',
  sides: readonly [Node, Node],
): Files {
  const changes: Record<string, Kept | string | null> = {}
  for (const path of conflicts) {
    const [ours, theirs] = sides.map((side) => side.files.get(path) ?? null)
    const found = files.get(path)
    if (ours && theirs && found) changes[path] = { ...kept(decided(found.text, by, work.word())), mode: found.mode }
    else if (path.includes('~')) changes[path] = null
    else changes[path] = (by === 'ours' ? ours : theirs) ?? (by === 'hand' ? (ours ?? theirs ?? null) : null)
  }
  return withFiles(files, changes)
}

/** Lands a merge as git makes it; what git leaves open is decided by hand. */
function* land(request: Request, one: Node, other: Node, by: 'ours' | 'theirs' | 'hand' = 'hand'): Line {
  const merged = yield* merge(one, other)
  const files = resolved(request, merged, by, [one, other])
  const signing = merged.conflicts.size === 0 ? 'not' : undefined
  return request.work.commit(`Merge ${request.name}`, [one, other], files, signing)
}

/** A merge to which its maker adds something. */
function* landWith(request: Request, topic: Node, add: (files: Files) => Record<string, Kept | string | null>): Line {
  const merged = yield* merge(request.main, topic)
  const files = resolved(request, merged, 'hand', [request.main, topic])
  return request.work.commit(`Merge ${request.name}`, [request.main, topic], withFiles(files, add(files)))
}

/** Both sides change the same line. */
function* conflicting(request: Request, by: 'ours' | 'theirs' | 'hand'): Line {
  const { work, main } = request
  const path = guarded(request)
  const topic = work.change(topicOn(request, main), work.edited(main, path, 5))
  return yield* land(request, work.change(main, work.edited(main, path, 5)), topic, by)
}

/** Ways in which a merge comes about, or is made to. */
export const KINDS: Readonly<Record<string, Kind>> = {
  *'of a fork that nobody passed'(request) {
    return yield* land(request, request.main, topicOn(request, request.main))
  },
  *'of other files'(request) {
    const topic = topicOn(request, request.main)
    return yield* land(request, meanwhile(request, `src/l${request.own}.ts`), topic)
  },
  *'of one file, changed at two places'(request) {
    const { work, main } = request
    const path = guarded(request)
    const topic = work.change(topicOn(request, main), work.edited(main, path, 9))
    return yield* land(request, meanwhile(request, path), topic)
  },
  *'from the other side'(request) {
    const topic = topicOn(request, request.main)
    return yield* land(request, topic, meanwhile(request))
  },
  *'with a conflict decided by hand'(request) {
    return yield* conflicting(request, 'hand')
  },
  *'with conflicts won by the topic (-X theirs)'(request) {
    return yield* conflicting(request, 'theirs')
  },
  *'with conflicts won by the main line (-X ours)'(request) {
    return yield* conflicting(request, 'ours')
  },
  *'with a line added by hand'(request) {
    const topic = topicOn(request, request.main)
    const path = guarded(request)
    return yield* landWith(request, topic, (files) => ({
      [path]: `${files.get(path)?.text ?? ''}${request.work.word()}\n`,
    }))
  },
  *'with a file added by hand'(request) {
    const topic = topicOn(request, request.main)
    return yield* landWith(request, topic, () => ({ [`deploy/l${request.own}/${request.name}`]: request.work.word() }))
  },
  *'with a file taken away'(request) {
    const topic = topicOn(request, request.main)
    return yield* landWith(request, topic, (files) => {
      const gone = [...files.keys()].find((path) => /^deploy\/l\d+\/l/.test(path)) ?? 'web/package-lock.json'
      return { [gone]: null }
    })
  },
  'that drops the topic (-s ours)'(request) {
    const { work, main, name } = request
    const topic = topicOn(request, main)
    return work.commit(`Merge ${name}`, [main, topic], main.files)
  },
  *'that drops the main line'(request) {
    const topic = topicOn(request, request.main)
    const main = meanwhile(request)
    const dropping = request.work.commit('Take the base in', [topic, main], topic.files)
    return yield* land(request, main, dropping)
  },
  *'of a topic that took the base in'(request) {
    const { work } = request
    const main = meanwhile(request)
    const update = yield* land(request, topicOn(request, request.main), main)
    const more = work.change(update, work.edited(update, guarded(request), 7))
    return yield* land(request, main, more)
  },
  *'that crosses another'(request) {
    const { work, main } = request
    const topic = topicOn(request, main)
    const ours = meanwhile(request)
    const one = yield* land(request, ours, topic)
    const other = yield* land(request, topic, ours)
    const more = work.change(other, work.edited(other, guarded(request), 7))
    return yield* land(request, one, more)
  },
  *octopus(request) {
    const { work, main, name } = request
    const [one, other] = [
      topicOn(request, main),
      work.change(main, { [`deploy/l${request.own}/${name}o`]: work.word() }),
    ]
    const first = yield* land(request, main, one)
    const { files } = yield* merge(first, other)
    return work.commit(`Merge all of ${name}`, [main, one, other], files)
  },
  'of another history, below a folder'(request) {
    const { work, main, name, own } = request
    const theirs = new Map([
      ['run.sh', kept(work.word())],
      ['lib.ts', kept(work.word())],
    ])
    const alien = work.commit(`Start ${name}`, [], theirs, 'not')
    const below = work.happens(0.5) ? `deploy/l${own}/${name}` : `vendor/${name}`
    const moved = Object.fromEntries([...theirs].map(([path, file]) => [`${below}/${path}`, file]))
    return work.commit(`Merge ${name} below ${below}`, [main, alien], withFiles(main.files, moved))
  },
  'that brings nothing'(request) {
    const { work, main, name } = request
    return work.commit(`Merge ${name}`, [work.change(main, {}, 'not', 'Nothing'), main], main.files)
  },
  *'of a guarded file that was renamed'(request) {
    const { work, main, own, name } = request
    const path = `deploy/l${own}/b.sh`
    const file = main.files.get(path)
    const topic = work.change(
      topicOn(request, main),
      file ? { [path]: null, [`deploy/l${own}/b2.sh`]: file } : { [path]: text(name) },
    )
    return yield* land(request, meanwhile(request, `src/l${own}.ts`), topic)
  },
  *'of a guarded file that was renamed, and changed on the other side'(request) {
    const { work, main, own, name } = request
    const path = `deploy/l${own}/b.sh`
    const file = main.files.get(path)
    const topic = work.change(
      topicOn(request, main),
      file ? { [path]: null, [`deploy/l${own}/${name}.sh`]: file } : { [path]: text(name) },
    )
    return yield* land(request, file ? meanwhile(request, path) : meanwhile(request), topic)
  },
  *'of a file that one side deleted and the other changed'(request) {
    const { work, main } = request
    const path = guarded(request)
    const topic = work.change(topicOn(request, main), { [path]: main.files.has(path) ? null : text(path) })
    return yield* land(request, meanwhile(request, path), topic, work.pick(['ours', 'theirs', 'hand']))
  },
  *'of a file made executable, and changed on the other side'(request) {
    const { work, main, own } = request
    const path = `deploy/l${own}/a.sh`
    const file = main.files.get(path) ?? kept(text(path))
    const topic = work.change(topicOn(request, main), {
      [path]: { ...file, mode: file.mode === '100755' ? '100644' : '100755' },
    })
    return yield* land(request, meanwhile(request, path), topic)
  },
  *'of a change that was taken back'(request) {
    const { work, main } = request
    const path = guarded(request)
    const topic = work.change(topicOn(request, main), work.edited(main, path, 4))
    const landed = yield* land(request, meanwhile(request, `src/l${request.own}.ts`), topic)
    // The way back is a change of its own.
    const before = main.files.get(path)
    return yield* land(request, landed, work.change(landed, { [path]: before ?? null }, undefined, 'Revert'))
  },
}

/** Requests that land one after the other, of all kinds in turn. */
export function* queue(work: Work, base: Node, own: number, requests: number): Line<readonly Node[]> {
  const kinds = Object.values(KINDS)
  const tips = [base]
  for (let at = 0; at < requests; at += 1) {
    const main = tips.at(-1)!
    const landed = kinds[(own * 7 + at) % kinds.length]!({ work, name: `l${own}r${at}`, own, main })
    tips.push('next' in landed ? yield* landed : landed)
  }
  return tips
}

/** Joins the tips of two queues. */
export const joined = (work: Work, own: number, [main, tip]: readonly [Node, Node]): Line =>
  land({ work, name: 'the queues', own, main }, main, tip)
