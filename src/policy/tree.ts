/**
 * The policy's text as plain data with a place for everything, so that whatever is found wrong later can say where.
 * Nothing of the YAML library goes past `parse`.
 */

/** Where in the text: both count from 1; columns in UTF-16 units, as editors show them. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** One thing wrong with the policy, or worth a warning. `text` is one sentence, hostile parts already made visible. */
export interface PolicyError extends Position {
  readonly text: string
}

export interface Scalar {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  readonly at: Position
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Tree[]
  readonly at: Position
}

export interface Pair {
  readonly key: string
  readonly at: Position
  readonly value: Tree
}

export interface Mapping {
  readonly kind: 'map'
  /** In the order of the text. A key that stands twice is here twice; `parse` has already said so. */
  readonly pairs: readonly Pair[]
  readonly at: Position
}

export type Tree = Scalar | List | Mapping

/** Takes note of something wrong at a place; a `warning` does not make the policy wrong. */
export type Say = (at: Position, text: string, only?: 'warning') => void
