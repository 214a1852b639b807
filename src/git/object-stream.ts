import { CouldNotCheck } from '../errors.ts'
import { finished, type GitPlace, gitFailed, startGit, waitForGit } from './process.ts'

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

/** No commit, folder or policy of any use has so many bytes, and a push of a few kilobytes can hold gigabytes. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Reads the answers at the start of what `cat-file --batch` printed. They are, for each name,
 *
 *     <oid> SP <type> SP <size> LF <content> LF      or      <name> SP missing LF
 *
 * (also ` ambiguous LF`). Sizes are in bytes. Gives what is left, and how long that must be to hold the next answer (0: not
 * known yet).
 * @throws {CouldNotCheck} for an object that nobody should have to hold.
 */
function readAnswers(bytes: Buffer, answer: (object: GitObject | null) => void): { rest: Buffer; wanted: number } {
  let at = 0
  for (;;) {
    const newline = bytes.indexOf(10, at)
    if (newline < 0) return { rest: bytes.subarray(at), wanted: 0 }
    const words = bytes.toString('latin1', at, newline).split(' ')
    const size = Number(words.at(-1))
    if (words.length !== 3 || !Number.isInteger(size)) {
      answer(null)
      at = newline + 1
      continue
    }
    if (size > MOST_BYTES) throw new CouldNotCheck(`${words[1]} ${words[0]} has ${size} bytes, more than is read`)
    const end = newline + 1 + size
    if (bytes.length < end + 1) return { rest: bytes.subarray(at), wanted: end + 1 - at }
    answer({ oid: words[0]!, type: words[1]!, content: bytes.subarray(newline + 1, end) })
    at = end + 1
  }
}

const BATCH = ['cat-file', '--batch']

const endedEarly = () => new CouldNotCheck('git cat-file ended before its last answer')

/** So many characters of questions are put at once: a write costs more than many answers. */
const TOGETHER = 16 * 1024

/**
 * Starts a reader of objects. `bulk`: git may hold back answers until more have come together, and the last ones until
 * `close`; for a walk, which asks for thousands and waits for none, that is half the work for both sides.
 */
export function objectStream(place: GitPlace, bulk = false): ObjectStream {
  const child = startGit(place, bulk ? [...BATCH, '--buffer'] : BATCH)
  const end = finished(child)
  // Whoever fails over something else before they close it does not wait for its end.
  end.catch(() => {})
  const waiting: ((object: GitObject | null) => void)[] = []
  let next = 0
  let chunks: Buffer[] = []
  let held = 0
  let wanted = 0
  let failure: unknown = null

  let questions = ''
  let unsent = 0
  const send = () => {
    if (questions !== '') child.stdin.write(questions)
    questions = ''
    unsent = 0
  }
  // Nothing that was put is still to be answered: whoever asks on must not wait for more to come together.
  const isIdle = () => waiting.length - next === unsent

  const read = () => {
    const { rest, wanted: length } = readAnswers(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), (object) => {
      waiting[next]!(object)
      next += 1
      // Answered questions are let go in blocks, so that a long walk does not keep them all.
      if (next === 4096) {
        waiting.splice(0, next)
        next = 0
      }
    })
    wanted = length
    chunks = rest.length === 0 ? [] : [rest]
    held = rest.length
    if (!bulk && unsent > 0 && isIdle()) send()
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
      questions += `${name}\n`
      unsent += 1
      if (questions.length > TOGETHER) send()
      else if (!bulk && unsent === 1 && isIdle()) setImmediate(send)
    },
    async close() {
      send()
      child.stdin.end()
      const result = await end
      if (failure !== null) throw failure
      if (result.status !== 0) throw gitFailed(BATCH, result)
      if (next !== waiting.length) throw endedEarly()
    },
  }
}

/** The same questions, put all at once when they are closed, and waited for. */
export function objectBatch(place: GitPlace): Pick<ObjectStream, 'ask'> & { readonly close: () => void } {
  const waiting: ((object: GitObject | null) => void)[] = []
  let questions = ''
  return {
    ask(name, answer) {
      waiting.push(answer)
      questions += `${name}\n`
    },
    close() {
      const result = waitForGit(place, BATCH, questions, 2 * MOST_BYTES)
      if (result.status !== 0) throw gitFailed(BATCH, result)
      let next = 0
      readAnswers(result.stdout, (object) => waiting[next++]!(object))
      if (next !== waiting.length) throw endedEarly()
    },
  }
}

/** Reads some objects by name, in order, and nothing else goes on meanwhile. Names must have no newline. */
export function waitForObjects(place: GitPlace, names: readonly string[]): readonly (GitObject | null)[] {
  const found: (GitObject | null)[] = []
  const batch = objectBatch(place)
  for (const name of names) batch.ask(name, (object) => found.push(object))
  batch.close()
  return found
}

/** The same beside whatever else goes on. */
export async function readObjects(place: GitPlace, names: readonly string[]): Promise<readonly (GitObject | null)[]> {
  const found: (GitObject | null)[] = []
  if (names.length === 0) return found
  const stream = objectStream(place)
  for (const name of names)
    stream.ask(name, (object) => found.push(object && { ...object, content: Buffer.from(object.content) }))
  await stream.close()
  return found
}
