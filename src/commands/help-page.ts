/** Words that a reader of a page may not know, each in a sentence; said the same on every page that uses them. */
const WORDS = {
  agent: 'a coding agent, told by its traces: its environment, a co-author, the trailers of its sessions',
  base: 'the branch that a change goes to, such as origin/main. What is judged are the commits that it does not have',
  policy:
    '.precheck.yml at the top of the repository: which trailers a commit owes, which paths are guarded, who may sign off. A change is judged by the copy on its base, never by its own',
  trailer: 'a line "Key: value" in the last paragraph of a commit message, as git itself reads it: "Task-Id: ABC-1"',
  'guarded path':
    'a path for which the policy asks a sign-off, or which it blocks: CI files, lock files, secrets, the policy itself',
  'sign-off':
    'lines in a commit message by which a person says that they looked at exactly this change of a guarded path. It counts no more once the content changes. A bare "Signed-off-by" is no sign-off: it states where work comes from',
} as const

/** A row: what is written, and what it means. */
type Row = readonly [written: string, meaning: string]

/** A command's page: what it does, all that it takes, and how it ends. */
export interface HelpPage {
  /** What stands behind `precheck`: `check [BASE..HEAD] [options]`. */
  readonly usage: string
  /** What the command does, a paragraph each. */
  readonly does: readonly string[]
  /** What it takes besides options, under a title of its own. */
  readonly takes?: { readonly title: string; readonly rows: readonly Row[] }
  readonly options: readonly Row[]
  readonly words: readonly (keyof typeof WORDS)[]
  /** Commands that a test plays, each with what it is for. */
  readonly examples: readonly Row[]
  /** Exit statuses with what they say. */
  readonly exits: readonly Row[]
}

const WIDTH = 80

/** The page as text for a terminal. */
export function helpPage({ usage, does, takes, options, words, examples, exits }: HelpPage): string {
  const all = [...options, ['-h, --help', 'print this page'] as const]
  return [
    `Usage: precheck ${usage}`,
    ...does.map((paragraph) => wrapped(paragraph, '', '')),
    ...(takes ? [table(takes.title, takes.rows)] : []),
    table('Options', all),
    ...(words.length > 0
      ? [
          table(
            'Words',
            words.map((word) => [word, WORDS[word]]),
          ),
        ]
      : []),
    `Examples:\n${examples.map(([command, what]) => `  ${command}\n${wrapped(what, '      ', '      ')}`).join('\n')}`,
    table('Exit status', exits),
  ]
    .map((part) => `${part}\n`)
    .join('\n')
}

/** Rows under a title: what is written on the left, or, where that is long, on a line above. */
function table(title: string, rows: readonly Row[]): string {
  const left = Math.min(18, Math.max(...rows.map(([written]) => written.length)) + 2)
  const indent = ' '.repeat(left + 2)
  const lines = rows.map(([written, meaning]) =>
    written.length + 2 <= left
      ? wrapped(meaning, `  ${written.padEnd(left)}`, indent)
      : `  ${written}\n${wrapped(meaning, indent, indent)}`,
  )
  return `${title}:\n${lines.join('\n')}`
}

/** Text in lines of at most WIDTH, broken at blanks. */
function wrapped(text: string, first: string, others: string): string {
  const [word, ...more] = text.split(' ')
  const lines = [first + word]
  for (const next of more) {
    const longer = `${lines.at(-1)} ${next}`
    if (longer.length <= WIDTH) lines[lines.length - 1] = longer
    else lines.push(others + next)
  }
  return lines.join('\n')
}
