import { createInterface } from 'node:readline'
import { environmentSigns } from '../agents/detect.ts'
import { UsageError } from '../errors.ts'
import type { Io } from './io.ts'

/**
 * Holds that a person may be asked here. It cannot prove one; it keeps an agent from signing off by mistake, and tells it
 * the honest way on.
 * @throws {UsageError} in an agent's session, and where there is no terminal.
 */
export function holdPersonPresent({ env, stdin, stdout }: Io): void {
  const sign = environmentSigns(env).find(({ strength }) => strength === 'strong')
  if (sign) {
    throw new UsageError(
      `this is ${sign.agent}'s session (${sign.text}), and only a person signs off\n` +
        'ask a person who may sign off to run the same command in a terminal of their own, and wait for them',
    )
  }
  if (stdin.isTTY === true && stdout.isTTY === true) return
  throw new UsageError(
    'a sign-off shows a person what they sign and asks them: it needs a terminal for its input and its output\n' +
      'a person who may sign off runs the same command in a terminal, without a pipe',
  )
}

/** Asks, and gives whether a whole line came back that says yes. The end of the input is a no. */
export const saysYes = async (question: string, io: Io): Promise<boolean> =>
  /^y(?:es)?$/i.test(await answerTo(question, io))

/** Asks, and gives the line that came back without the blanks around it; the end of the input is an empty one. */
export async function answerTo(question: string, { stdin, stdout }: Io): Promise<string> {
  stdout.write(question)
  const lines = createInterface({ input: stdin, terminal: false })
  const answer = await new Promise<string | null>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(null))
  })
  lines.close()
  if (answer === null) stdout.write('\n')
  return (answer ?? '').trim()
}
