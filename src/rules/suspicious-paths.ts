import { isAbsent } from '../change.ts'
import { harmlessPath, suspicions } from '../policy/suspicion.ts'
import { visible } from '../visible.ts'
import { defineRule, type Remedy } from './rule.ts'

/** A path, the part of it that is suspicious, and a path that would not be. */
interface Odd {
  readonly path: string
  readonly name: string
  readonly instead: string
}

/** Two paths, and the two parts that are alike but for case or Unicode form. */
interface Twins {
  readonly path: string
  readonly other: string
  readonly name: string
  readonly twin: string
  /** The path in the folder of the other; null when the names are the files' own. */
  readonly instead: string | null
}

const shown = (text: string): string => `"${visible(text, 200)}"`

/** Says where the name is, if it is not all of the path. */
const named = ({ path, name }: Odd): string => (path === name ? shown(path) : `${shown(name)} in ${shown(path)}`)

/** A command can only be printed for a path that a terminal and a shell give back unchanged. */
const isPrintable = (path: string): boolean => /^[\x20-\x7e]+$/.test(path)

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** `git mv` makes no folders, so it is printed only for a folder that is there: the path's own, or that of `beside`. */
function renamed(path: string, instead: string, beside = path): Remedy {
  if (isPrintable(path) && isPrintable(instead) && beside.startsWith(folderOf(instead)))
    return { command: ['git', 'mv', '--', path, instead], note: 'then make the commit that adds it again' }
  return { note: `rename it and make the commit that adds it again, for instance as ${shown(instead)}` }
}

export const suspiciousPaths = defineRule({
  id: 'suspicious-paths',
  docs: {
    summary: 'A new path is the same path on every system and for every reader.',
    why: 'Git takes almost any bytes for a name. Windows opens ".env" for ".env." and for ".env::$DATA", macOS opens it for ".ENV", and a reviewer reads ".env" where an unseen character stands in between: such names walk past checks by path.',
    fix: 'Rename the path in the commit that adds it: git mv -- <path> <name>.',
    good: [
      {
        name: 'brackets, groups and slots of a web framework',
        message: 'Add a page\n',
        files: { 'app/[id]/(auth)/@modal/page.tsx': 'x\n', '..foo': 'x\n' },
      },
      {
        name: 'letters of any script, and emoji',
        message: 'Add notes\n',
        files: { 'naïve/café.txt': 'x\n', '日本語.md': 'x\n', 'می\u200cخواهم.md': 'x\n', '❤️.md': 'x\n' },
      },
      {
        name: 'names that only begin like those of devices and of short names',
        message: 'Add icons\n',
        files: { 'console/auxiliary.c': 'x\n', 'draft~1-final.md': 'x\n' },
      },
    ],
    bad: [
      { name: 'a stream of a file', message: 'Add it\n', files: { '.env::$DATA': 'x\n' }, finds: 'colon' },
      {
        name: 'a dot at the end of a folder',
        message: 'Add it\n',
        files: { '.github./x.yml': 'x\n' },
        finds: 'trailing',
      },
      { name: 'a backslash', message: 'Add it\n', files: { '.github\\x.yml': 'x\n' }, finds: 'backslash' },
      {
        name: 'the short name of a folder',
        message: 'Add it\n',
        files: { 'GITHUB~1/x.yml': 'x\n' },
        finds: 'short-name',
      },
      { name: 'an unseen character', message: 'Add it\n', files: { '.e\u200bnv': 'x\n' }, finds: 'hidden' },
      { name: 'a line break', message: 'Add it\n', files: { 'a\nb': 'x\n' }, finds: 'control' },
      { name: 'a device', message: 'Add it\n', files: { 'src/aux.c': 'x\n' }, finds: 'device' },
      {
        name: 'the same name in other letters',
        message: 'Add it\n',
        before: { 'Readme.md': 'x\n' },
        files: { 'README.md': 'x\n' },
        finds: 'same-but-case',
      },
      {
        name: 'the same letters in another Unicode form',
        message: 'Add it\n',
        before: { 'caf\u00e9.md': 'x\n' },
        files: { 'cafe\u0301.md': 'x\n' },
        finds: 'same-but-form',
      },
    ],
  },
  messages: {
    control: (odd: Odd) => ({
      text: `${named(odd)} has a control character or a line break, which terminals obey and tools read as the end of the name`,
      remedy: renamed(odd.path, odd.instead),
    }),
    hidden: (odd: Odd) => ({
      text: `${named(odd)} has a character that nobody sees or that turns the text around, so it reads as another name`,
      remedy: renamed(odd.path, odd.instead),
    }),
    'not-utf8': (odd: Odd) => ({
      text: `${named(odd)} is not UTF-8, so systems disagree on what it is called`,
      remedy: renamed(odd.path, odd.instead),
    }),
    backslash: (odd: Odd) => ({
      text: `${named(odd)} has a backslash, which Windows takes for a slash`,
      remedy: renamed(odd.path, odd.instead),
    }),
    colon: (odd: Odd) => ({
      text: `${named(odd)} has a colon: Windows opens the file whose name stands before it`,
      remedy: renamed(odd.path, odd.instead),
    }),
    trailing: (odd: Odd) => ({
      text: `${named(odd)} ends in a dot or a blank, which Windows leaves out`,
      remedy: renamed(odd.path, odd.instead),
    }),
    'short-name': (odd: Odd) => ({
      text: `${named(odd)} has the form of a short name, by which Windows opens a file with another, longer one`,
      remedy: renamed(odd.path, odd.instead),
    }),
    // Nothing is hidden by it, and on the systems that have such files they are common.
    device: (odd: Odd) => ({
      text: `${named(odd)} is the name of a device on Windows, where the commit cannot be checked out`,
      remedy: renamed(odd.path, odd.instead),
      atMost: 'warn',
    }),
    'same-but-case': (twins: Twins) => ({
      text: `${shown(twins.path)} and ${shown(twins.other)} differ only by case (${shown(twins.name)}, ${shown(twins.twin)}): Windows and macOS make one of them`,
      remedy: parted(twins),
    }),
    'same-but-form': (twins: Twins) => ({
      text: `${shown(twins.path)} and ${shown(twins.other)} differ only by the Unicode form of ${shown(twins.name)}: macOS makes one of them, and no reader can tell`,
      remedy: parted(twins),
    }),
  },
  decode: () => null,
  *check(change, _options, say) {
    for (const commit of change.commits) {
      const told = new Set<string>()
      for (const file of commit.changes) {
        // A merge has the path once for each parent.
        if (!isAbsent(file.old) || told.has(file.path)) continue
        told.add(file.path)
        const { path } = file
        for (const { kind, name } of suspicions(path))
          yield say[kind]({ commit, change: file }, { path, name, instead: harmlessPath(path) })
        // `constructor` is a path like any other, and every object has one.
        if (!Object.hasOwn(commit.collisions, path)) continue
        const twins = twinsOf(path, commit.collisions[path]!)
        const sameLetters = twins.name.normalize('NFC') === twins.twin.normalize('NFC')
        yield say[sameLetters ? 'same-but-form' : 'same-but-case']({ commit, change: file }, twins)
      }
    }
  },
})

function parted({ path, other, instead }: Twins): Remedy {
  if (instead !== null) return renamed(path, instead, other)
  return { note: 'keep one of the two, or give one of them another name' }
}

/** Finds the first part in which two colliding paths are not spelled alike: their own names, or a folder above. */
function twinsOf(path: string, other: string): Twins {
  const parts = path.split('/')
  const others = other.split('/')
  const at = parts.findIndex((part, index) => part !== others[index])
  const inFolder = at < parts.length - 1 && at < others.length - 1
  const instead = inFolder ? [...others.slice(0, at + 1), ...parts.slice(at + 1)].join('/') : null
  return { path, other, name: parts[at]!, twin: others[at] ?? '', instead }
}
