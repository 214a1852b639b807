/** One line of the table. */
export interface Result {
  readonly name: string
  /** What was measured, in its unit, and what it is compared with; null: with nothing. */
  readonly value: number
  readonly unit: 'ms' | 'MB' | 'ms per 1,000'
  readonly against: { readonly name: string; readonly value: number } | null
  /** At most so many times what it is compared with, or so much of the unit. */
  readonly limit: number
}

/** What is held against the limit. */
export const held = ({ value, against }: Result): number => (against === null ? value : value / against.value)

export const isBroken = (result: Result): boolean => held(result) > result.limit

/** The results as a table for people. */
export function table(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { name, value, unit, against, limit } = result
    const times = against === null ? '' : `${held(result).toFixed(2)} ×`
    const most = against === null ? `${limit} ${unit}` : `${limit} ×`
    return [
      name,
      `${value.toFixed(1)} ${unit}`,
      against === null ? '' : `${against.value.toFixed(1)} ${unit}  ${against.name}`,
      times,
      `limit ${most}`,
      isBroken(result) ? 'BROKEN' : '',
    ]
  })
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}
