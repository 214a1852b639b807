/**
 * A file or folder that install may touch: `work:` from the top of the work tree, `common:` from the common git
 * directory. Not an absolute path, so that a repository can be moved between install and uninstall.
 */
export type Location = `work:${string}` | `common:${string}`

/** The location without its root: `hooks/commit-msg` of `common:hooks/commit-msg`. */
export const pathOf = (location: Location): string => location.slice(location.indexOf(':') + 1)

/** One change, as data. `says` is the line that is printed for it, hostile parts already made visible; empty: none. */
export type Step = { readonly says: string } & Action

export type Action =
  | { readonly do: 'write'; readonly at: Location; readonly text: string; readonly executable: boolean }
  | { readonly do: 'remove'; readonly at: Location }
  /** Removes a folder and all in it; only for what is made by a machine. */
  | { readonly do: 'remove-tree'; readonly at: Location }
  | { readonly do: 'rename'; readonly from: Location; readonly to: Location }
  /** Removes a folder if nothing is in it; otherwise leaves it without a word. */
  | { readonly do: 'remove-empty-folder'; readonly at: Location }
  | { readonly do: 'set-config'; readonly key: string; readonly value: string }
  | { readonly do: 'unset-config'; readonly key: string }
  | { readonly do: 'unset-hooks-path' }
  /** Lets husky make its folder `<path>/_` and point core.hooksPath there. */
  | { readonly do: 'run-husky'; readonly path: string }
  | { readonly do: 'stage'; readonly path: string }
  | { readonly do: 'unstage'; readonly path: string }
  /** Changes nothing: uninstall leaves something alone, and says why. */
  | { readonly do: 'leave' }
