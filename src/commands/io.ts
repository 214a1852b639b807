/** All that a command may touch of the process it runs in; tests hand in their own. */
export interface Io {
  /** Absolute path of the folder that the user stands in. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  /** To be called by the hook of a commit that has judged it and has nothing to say. */
  readonly passed?: () => void
}

/** Where a command writes text. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  /** Width of the terminal, as far as one is there and says so. */
  readonly columns?: number
}
