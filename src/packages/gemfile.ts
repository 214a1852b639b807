import { visible } from '../visible.ts'
import { joinHashes } from './hashes.ts'
import { linesOf } from './lines.ts'
import type { LockedPackage } from './locked-package.ts'
import { hostOf, placeOf, versionAt } from './origin.ts'
import { fail } from './unreadable.ts'

/** The sections that hold gems. `PLUGIN SOURCE` is what a plugin of Bundler's fetches from. */
const SOURCES = new Set(['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE'])

/** What stands in one section before its gems. */
interface Section {
  readonly title: string
  readonly remotes: string[]
  revision: string | null
}

/**
 * `Gemfile.lock` and its like. Version and platform are one: `nokogiri (1.16.0-x86_64-linux)`. Bundler runs itself in the
 * version that stands last, so that is told as a gem too.
 *
 *     GEM
 *       remote: https://rubygems.org/
 *       specs:
 *         rack (3.0.9)
 *           webrick (~> 1.8)
 *
 *     CHECKSUMS
 *       rack (3.0.9) sha256=…
 *
 *     BUNDLED WITH
 *        2.5.6
 */
export function readGemfile(text: string): readonly LockedPackage[] {
  const gems: { readonly name: string; readonly version: string; readonly section: Section }[] = []
  const checksums = new Map<string, string>()
  let section: Section = { title: '', remotes: [], revision: null }
  let bundler: string | null = null
  for (const { text: line, number } of linesOf(text)) {
    const content = line.trimStart()
    const indent = line.length - content.length
    if (content === '') continue
    const gem = nameAndVersion(content)
    if (indent === 0) {
      // Marks of a merge that is not done stand here too.
      if (!/^[A-Z][A-Z ]*$/.test(line)) fail(`line ${number} begins no section: "${visible(line, 60)}"`)
      section = { title: line, remotes: [], revision: null }
    } else if (section.title === '') fail(`line ${number} stands in no section`)
    else if (section.title === 'BUNDLED WITH') bundler = content
    else if (section.title === 'CHECKSUMS' && gem) checksums.set(`${gem[0]} ${gem[1]}`, gem[2])
    else if (!SOURCES.has(section.title)) continue
    else if (content.startsWith('remote: ')) section.remotes.push(content.slice('remote: '.length))
    else if (content.startsWith('revision: ')) section.revision = content.slice('revision: '.length)
    else if (indent === 4 && gem) gems.push({ name: gem[0], version: gem[1], section })
    else if (indent === 4) fail(`line ${number} is not as Bundler writes it: "${visible(line, 60)}"`)
  }
  const found = gems.map(({ name, version, section: { title, remotes, revision } }) => ({
    name,
    version: versionAt(version, revision),
    source: remotes.map(title === 'GEM' ? hostOf : placeOf).join(', ') || null,
    integrity: joinHashes(checksums.get(`${name} ${version}`)?.split(',') ?? []),
  }))
  return bundler === null ? found : [...found, { name: 'bundler', version: bundler, source: null, integrity: null }]
}

/** `rack (3.0.9) sha256=…`: name, version, and what comes behind. */
function nameAndVersion(content: string): readonly [name: string, version: string, rest: string] | null {
  const open = content.indexOf(' (')
  const close = content.indexOf(')', open)
  if (open < 1 || close === -1) return null
  return [content.slice(0, open), content.slice(open + 2, close), content.slice(close + 1).trim()]
}
