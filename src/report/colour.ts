/** What a reporter may do with colour. It decides only which words stand out; how they do is made at the edge. */
export interface Colour {
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

const asIs = (text: string): string => text

/** No colour: for pipes, logs and files. */
export const PLAIN: Colour = { red: asIs, yellow: asIs, green: asIs, bold: asIs, dim: asIs }
