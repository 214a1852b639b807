import type { Colour } from '../report/colour.ts'

/** What decides about colour: the command line, the environment, and whether a terminal reads the output. */
export interface ColourWish {
  readonly isTTY: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** False when `--no-color` was given. */
  readonly color: boolean
}

/**
 * Colour for a terminal, null for everything else. `--no-color` outdoes the environment, and there FORCE_COLOR outdoes
 * NO_COLOR, as it does in Node. Only where there is colour is its library loaded.
 */
export async function chooseColour(wish: ColourWish): Promise<Colour | null> {
  if (!wantsColour(wish)) return null
  const { Chalk } = await import('chalk')
  // Sixteen colours: what every terminal has, and what its user has chosen to be readable.
  const chalk = new Chalk({ level: 1 })
  return { red: chalk.red, yellow: chalk.yellow, green: chalk.green, bold: chalk.bold, dim: chalk.dim }
}

function wantsColour({ isTTY, env, color }: ColourWish): boolean {
  if (!color) return false
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((env.NO_COLOR ?? '') !== '') return false
  return isTTY && env.TERM !== 'dumb'
}
