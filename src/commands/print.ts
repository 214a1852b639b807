import { exitCode } from '../exit-code.ts'
import type { Report } from '../finding.ts'
import type { Command } from '../remedy.ts'
import { shellLine } from '../report/shell.ts'
import { chooseColour } from './colour.ts'
import type { Io } from './io.ts'

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const
export type Format = (typeof FORMATS)[number]

/** How reports are to be printed. */
export interface Printing {
  readonly format: Format
  readonly color: boolean
  readonly quiet: boolean
  /** Counts in place of findings; only for text. */
  readonly summary?: boolean
  /** What a refused commit is made with, where that is not the same command; only for text. */
  readonly repeat?: string
  readonly command: Command
}

/** Prints a report on stdout in the format asked for, and gives the exit status. A silent pass prints nothing. */
export async function print(report: Report, printing: Printing, io: Io): Promise<number> {
  const { format, color, quiet } = printing
  if (format === 'json') io.stdout.write((await import('../report/json.ts')).renderJson(report))
  else if (format === 'sarif') io.stdout.write(await inSarif(report))
  else if (format === 'github') io.stdout.write((await import('../report/github.ts')).renderGitHub(report, { quiet }))
  else if (printing.summary) io.stdout.write((await import('../report/summary.ts')).renderSummary(report))
  else {
    const { renderText } = await import('../report/text.ts')
    const colour = await chooseColour({ isTTY: io.stdout.isTTY === true, env: io.env, color })
    io.stdout.write(renderText(report, { ...printing, colour, command: shellLine(printing.command) }))
  }
  return exitCode(report.verdict)
}

/** Of all formats this one says the most, and is asked for the least. */
async function inSarif(report: Report): Promise<string> {
  const [{ renderSarif }, { rules }, { VERSION }] = await Promise.all([
    import('../report/sarif.ts'),
    import('../rules/index.ts'),
    import('../version.ts'),
  ])
  const texts = rules.map(({ id, severity, docs }) => ({ id, severity, ...docs }))
  return renderSarif(report, { rules: texts, version: VERSION })
}
