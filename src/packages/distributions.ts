import { field, itemsOf, textField } from './fields.ts'
import { joinHashes, NO_HASH } from './hashes.ts'
import { hostOf, urlOf } from './origin.ts'

/** The files that a Python lock offers for one package: what they are held to, and the hosts that they lie on. */
export interface Distributions {
  readonly integrity: string | null
  readonly hosts: readonly string[]
}

/** Each file has `hash`, or a table `hashes` by algorithm, and perhaps a `url`. One without a hash is told as such. */
export function distributions(files: readonly unknown[]): Distributions {
  const hashes = files.map((file) => textField(file, 'hash') ?? fromTable(field(file, 'hashes')))
  const hosts = files.flatMap((file) => {
    const url = textField(file, 'url')
    return url !== null && urlOf(url) ? [hostOf(url)] : []
  })
  const held = hashes.some((hash) => hash !== null)
  return {
    integrity: held ? joinHashes(hashes.map((hash) => hash ?? NO_HASH)) : null,
    hosts: [...new Set(hosts)].sort(),
  }
}

/** `sdist` and `wheels` of a package. */
export function sdistAndWheels(entry: unknown): readonly unknown[] {
  const sdist = field(entry, 'sdist')
  return [...(sdist === undefined ? [] : [sdist]), ...itemsOf(field(entry, 'wheels'), 'wheels')]
}

/** An index and the other hosts that its files lie on: `pypi.org, files.pythonhosted.org`; null: neither is named. */
export function indexAndHosts(index: string | null, hosts: readonly string[]): string | null {
  const named = index === null ? [] : [hostOf(index)]
  const all = [...named, ...hosts.filter((host) => !named.includes(host))]
  return all.length === 0 ? null : all.join(', ')
}

function fromTable(table: unknown): string | null {
  if (typeof table !== 'object' || table === null) return null
  return joinHashes(Object.keys(table).map((algorithm) => `${algorithm}:${textField(table, algorithm) ?? ''}`))
}
