// ##[error]…, ##vso[task.setvariable …]…, ##teamcity[…]: GitHub, Azure Pipelines and TeamCity, wherever in a line.
const MARK = /##(?=[a-z]*\[)/gi

/**
 * Text for a log in which no CI runner finds a command: what begins like one has an escape in it. Not for lines to be
 * pasted: `quoted` lets none into those.
 */
export const withoutCommands = (text: string): string =>
  // ::stop-commands::…: GitHub, at the start of a line, which it trims first.
  withoutMarks(text).replace(/^([ \t]*):(?=:)/gm, '$1\\x3A')

/** The same for text that never begins a line, such as a code span. */
export const withoutMarks = (text: string): string => text.replace(MARK, '#\\x23')
