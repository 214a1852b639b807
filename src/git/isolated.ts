import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Environment, GitPlace } from './process.ts'
import { READING_ENVIRONMENT, READING_OPTIONS, type Repository } from './repository.ts'
import { scratchFolder } from './scratch-folder.ts'

/** An empty repository of our own that only borrows the objects of another. */
export interface Isolated {
  readonly place: GitPlace
  /** Takes the folder away. Safe to call twice. */
  readonly close: () => void
}

/**
 * Opens the objects of a repository with nothing of it around them: no configuration, no attributes, no merge or diff
 * drivers, no replace refs, no grafts, no work tree, no promisor to fetch from. What is not there is an error, not a
 * download, and what git writes (recomputed merges) goes into the scratch folder.
 */
export function isolate(repository: Repository, env: Environment): Isolated {
  const { dir, close } = scratchFolder()
  try {
    mkdirSync(join(dir, 'objects', 'info'), { recursive: true })
    mkdirSync(join(dir, 'refs'))
    writeFileSync(join(dir, 'HEAD'), 'ref: refs/heads/none\n')
    writeFileSync(
      join(dir, 'config'),
      repository.objectFormat === 'sha256'
        ? '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectFormat = sha256\n'
        : '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
    )
    const borrowed = [quoteAlternate(repository.objectsDir), ...alternates(repository.place.env)]
    writeFileSync(join(dir, 'objects', 'info', 'alternates'), borrowed.map((path) => `${path}\n`).join(''))
    // Without it git dies at the boundary of a shallow clone; with it the walk ends there, and we say so.
    if (repository.shallow) copyFileSync(join(repository.commonDir, 'shallow'), join(dir, 'shallow'))
  } catch (error) {
    close()
    throw error
  }
  const kept: Record<string, string> = {}
  for (const name of ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP']) if (env[name] !== undefined) kept[name] = env[name]
  return {
    close,
    place: {
      cwd: dir,
      options: [...READING_OPTIONS, '-c', 'gc.auto=0', '-c', 'core.attributesFile=/dev/null'],
      env: {
        ...kept,
        ...READING_ENVIRONMENT,
        HOME: dir,
        GIT_DIR: dir,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_SYSTEM: '/dev/null',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_ATTR_NOSYSTEM: '1',
      },
    },
  }
}

/**
 * Object folders that git handed over by environment, as it does in the quarantine of a push. A path that has the
 * delimiter in it is C-quoted there already.
 */
function alternates(env: Environment): readonly string[] {
  const listed = env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] ?? ''
  const found = listed.match(new RegExp(`"(?:[^"\\\\]|\\\\.)*"|[^${delimiter}]+`, 'gs')) ?? []
  return found.map((path) => (path.startsWith('"') ? path : quoteAlternate(path)))
}

/** The same place, in which what an isolated one has written is found, too. */
export function withObjectsOf(place: GitPlace, { place: { cwd } }: Isolated): GitPlace {
  const others = place.env['GIT_ALTERNATE_OBJECT_DIRECTORIES']
  const borrowed = [quoteAlternate(join(cwd, 'objects')), ...(others ? [others] : [])].join(delimiter)
  return { ...place, env: { ...place.env, GIT_ALTERNATE_OBJECT_DIRECTORIES: borrowed } }
}

/** `objects/info/alternates` takes a C-quoted path, which saves one that begins with `#` or has a newline. */
function quoteAlternate(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`
}
