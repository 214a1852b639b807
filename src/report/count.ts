/** `1 file`, `2 files`, `1 entry`, `2 entries`. */
export const count = (number: number, thing: string, things = `${thing}s`): string =>
  `${number} ${number === 1 ? thing : things}`
