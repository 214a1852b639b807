/** How a line of a message begins that says what was left out. */
const ADMISSION =
  /^(?:[-*•]\s*)?(?:not (?:done|tested|covered|implemented|included|handled|yet)|todo|fixme|follow[- ]?ups?|known (?:issues?|limitations?|problems?|gaps?)|limitations?|out of scope|deferred|left (?:out|for later)|still (?:to do|missing|open|needs?)|remaining|does not (?:yet |cover|handle)|untested|skipped|work in progress|wip)\b/i

/** A line as it stands in a message, and its number in the list that was given, from 0. */
export interface Admission {
  readonly line: string
  readonly at: number
}

/**
 * Lines of a message in which its author says what is not done. Below one that ends in a colon, the list that follows is
 * part of it.
 */
export function admissionsIn(lines: readonly string[]): readonly Admission[] {
  const found: Admission[] = []
  let inList = false
  lines.forEach((raw, at) => {
    const line = raw.trim()
    if (ADMISSION.test(line.replace(/^#+\s*/, ''))) {
      inList = line.endsWith(':') || /^#/.test(line)
      if (!inList) found.push({ line, at })
    } else if (inList && /^[-*•]\s/.test(line)) found.push({ line, at })
    else if (line !== '') inList = inList && /^\s/.test(raw) && found.length > 0
  })
  return found
}

/** Whether a text says that tests were written or changed. */
export const speaksOfNewTests = (text: string): boolean =>
  /\b(?:add|adds|added|adding|write|writes|wrote|extend|extends|extended|include|includes)\b[^.\n]{0,40}\btests?\b(?! plan| data| environment)/i.test(
    text,
  )
