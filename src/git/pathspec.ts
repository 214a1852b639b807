/**
 * That one path, wherever below the top the reader stands. Bare, git would take `*.pem` for a pattern, and behind `:/` most
 * signs for magic: `:/!x` is all but `x`.
 */
export const pathspec = (path: string): string =>
  /^[A-Za-z0-9.][^*?[\\]*$/.test(path) ? `:/${path}` : `:(top,literal)${path}`
