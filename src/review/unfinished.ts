/** Whether a line of code says that something is left to do: `TODO`, `FIXME`, `XXX`, `HACK` as words of their own. */
export const isUnfinished = (line: string): boolean => /(?<![\w-])(?:TODO|FIXME|XXX|HACK)(?![\w-])/.test(line)
