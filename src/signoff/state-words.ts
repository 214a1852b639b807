import { isAbsent, MODE_FILE, MODE_LINK, MODE_SUBMODULE, type State } from '../change.ts'

/** What happened to a path, in words, without what happened inside of it. */
export function stateWords(old: State, now: State): string {
  if (isAbsent(old)) return `added${asWhat(now)}`
  if (isAbsent(now)) return `deleted${asWhat(old)}`
  if (kindOf(old) !== kindOf(now))
    return `${kindOf(old)} -> ${kindOf(now)}${isFile(now) ? '' : ` ${idOf(now)}`}`.trimEnd()
  if (old.mode === MODE_SUBMODULE) return `submodule ${old.oid}..${now.oid}`
  if (old.mode === MODE_LINK) return 'link target changed'
  const mode = old.mode === now.mode ? [] : [`mode ${old.mode} -> ${now.mode}`]
  return [...mode, old.oid === now.oid ? 'content as before' : 'changed'].join(', ')
}

const isFile = (state: State): boolean => state.mode !== MODE_LINK && state.mode !== MODE_SUBMODULE

function kindOf(state: State): string {
  if (state.mode === MODE_LINK) return 'symbolic link'
  return state.mode === MODE_SUBMODULE ? 'submodule' : 'file'
}

/** What a plain file is goes without saying. */
function asWhat(state: State): string {
  if (state.mode === MODE_FILE) return ''
  return isFile(state) ? `, mode ${state.mode}` : `: ${kindOf(state)} ${idOf(state)}`.trimEnd()
}

/** A submodule is nothing but the commit that it stands on; the rest is shown by its content. */
const idOf = (state: State): string => (state.mode === MODE_SUBMODULE ? state.oid : '')
