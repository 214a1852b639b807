import { CouldNotCheck } from '../errors.ts'
import { finished, type GitPlace, gitFailed, startGit } from './process.ts'

/** An object as `cat-file --batch` gave it; null: there is no such object. */
export interface GitObject {
  readonly oid: string
  readonly type: string
  readonly content: Buffer
}

/** One `cat-file --batch` that answers names in the order in which they were asked. */
export interface ObjectStream {
  /** Asks for an object by any name that has no newline in it; `answer` is called once, in order. */
  readonly ask: (name: string, answer: (object: GitObject | null) => void) => void
  /** Says that nothing more will be asked, and waits for the last answer. */
  readonly close: () => Promise<void>
}

/**
 * Starts a reader of objects. Its output is, for each name,
 *
 *     <oid> SP <type> SP <size> LF <content> LF      or      <name> SP missing LF
 *
 * (also ` ambiguous LF`). Sizes are in bytes.
 */
export function objectStream(place: GitPlace): ObjectStream {
  const child = startGit(place, ['cat-file', '--batch'])
  const end = finished(child)
  const waiting: ((object: GitObject | null) => void)[] = []
  let next = 0
  let chunks: Buffer[] = []
  let held = 0
  let wanted = 0
  let failure: unknown = null

  let questions = ''
  const send = () => {
    if (questions !== '') child.stdin.write(questions)
    questions = ''
  }

  const read = () => {
    let bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    for (;;) {
      const newline = bytes.indexOf(10)
      if (newline < 0) break
      const words = bytes.toString('latin1', 0, newline).split(' ')
      const size = Number(words.at(-1))
      if (words.length === 3 && Number.isInteger(size)) {
        const total = newline + 1 + size + 1
        if (bytes.length < total) {
          wanted = total
          break
        }
        waiting[next]!({ oid: words[0]!, type: words[1]!, content: bytes.subarray(newline + 1, newline + 1 + size) })
        bytes = bytes.subarray(total)
      } else {
        waiting[next]!(null)
        bytes = bytes.subarray(newline + 1)
      }
      wanted = 0
      next += 1
      // Answered questions are let go in blocks, so that a long walk does not keep them all.
      if (next === 4096) {
        waiting.splice(0, next)
        next = 0
      }
    }
    chunks = bytes.length === 0 ? [] : [bytes]
    held = bytes.length
  }

  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    held += chunk.length
    if (held < wanted || failure !== null) return
    try {
      read()
    } catch (error) {
      failure = error
      child.kill()
    }
  })

  return {
    ask(name, answer) {
      waiting.push(answer)
      // One write for all that is asked on the same tick: a pipe write costs more than an answer.
      if (questions === '') setImmediate(send)
      questions += `${name}\n`
    },
    async close() {
      send()
      child.stdin.end()
      const result = await end
      if (failure !== null) throw failure
      if (result.status !== 0) throw gitFailed(['cat-file'], result)
      if (next !== waiting.length) throw new CouldNotCheck('git cat-file ended before its last answer')
    },
  }
}

/** Reads some objects by name, in order. Names must have no newline. */
export async function readObjects(place: GitPlace, names: readonly string[]): Promise<readonly (GitObject | null)[]> {
  const found: (GitObject | null)[] = []
  if (names.length === 0) return found
  const stream = objectStream(place)
  for (const name of names)
    stream.ask(name, (object) => found.push(object && { ...object, content: Buffer.from(object.content) }))
  await stream.close()
  return found
}
