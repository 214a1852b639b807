/**
 * Options of every `git log`, whatever the configuration says: it can have signatures looked at, which starts the program
 * that `gpg.program` names, show more than what was asked for, write texts in another encoding, or follow renames.
 */
export const LOG_OPTIONS = [
  '--no-show-signature',
  '--no-decorate',
  '--no-notes',
  '--no-mailmap',
  '--no-color',
  '--no-follow',
  '--encoding=UTF-8',
]
