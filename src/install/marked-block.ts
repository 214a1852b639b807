const BEGIN = '# precheck:begin v1'
const END = '# precheck:end'

// Written by any version of ours, with any end of line: an editor may have changed those.
const BLOCK = /^# precheck:begin v\d+[ \t]*\r?\n(?:(?!# precheck:(?:begin|end)).*\n)*?# precheck:end[ \t]*(?:\r?\n|$)/m

/**
 * A hook of `hooks/` as a block for somebody else's script: in a subshell, so that its `exec` and its variables end
 * with it, and so that what stands below still runs when it passes.
 */
export function blockOf(hook: string): string {
  const body = hook.replace(/^#!.*\n/, '')
  return `${BEGIN}\n(\n${body}) || exit\n${END}\n`
}

/** The script with our block: at the end, or in place of the one that is there. */
export function withBlock(script: string, block: string): string {
  if (BLOCK.test(script)) return script.replace(BLOCK, () => block)
  return script === '' || script.endsWith('\n') ? script + block : `${script}\n${block}`
}

/** The script without our block; `joined`: the end of line before it is ours too. Null when there is no block. */
export function withoutBlock(script: string, joined: boolean): string | null {
  const found = BLOCK.exec(script)
  if (!found) return null
  const before = script.slice(0, found.index)
  const after = script.slice(found.index + found[0].length)
  return (joined && after === '' ? before.replace(/\r?\n$/, '') : before) + after
}

/** Whether the script has a block of ours, of whatever version. */
export const hasBlock = (script: string): boolean => BLOCK.test(script)
