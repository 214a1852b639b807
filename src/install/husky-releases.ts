import { hexDigest } from '../digest.ts'

/**
 * sha256 in hex of the script that husky copies to `_/h`, which every wrapper of its reads, by the releases that write it
 * (source: the tags of github.com/typicode/husky, and what npm has under them).
 */
const SCRIPTS: readonly (readonly [releases: string, digest: string])[] = [
  ['9.0.1', 'd6aaa6f3f7c11008c525e649161df4a93152f1e55d0887fa1d7b8d622735d380'],
  ['9.0.2 9.0.3 9.0.4 9.0.5', 'b02cb91cab7125a9e906be723a1b85297fc435a8307d429ae845546b4ee0ecde'],
  ['9.0.6', '9db5d129c4eb822a773157d98cd8fb8f1b156b85e3193117fefe527ca6d45e91'],
  ['9.0.7 9.0.8 9.0.9 9.0.10', '3b2cb21335e544b4ebce658ca47af4a69d2c77026cc4d3f8b2227c34d062b207'],
  ['9.0.11', '548990e1c11285694096184993d907b258d41235461a7ca2551e3b53ff9d3a38'],
  ['9.1.0 9.1.1', 'c029a943acea5d6e2ddbaa271a1fb22c2da55d56b5c6fb59ca804ac9a4018708'],
  ['9.1.2', 'ae3413a8fe2b39372de48bdc9691f42055f089c0c7529834b2fb07a131585b6a'],
  ['9.1.3 9.1.4 9.1.5 9.1.6 9.1.7', '70200b200ca709b0622784f93839a5b2872333a917a09afddefd7dc2d8cdc680'],
]

const words = (releases: string): readonly string[] => releases.split(' ')

/** The newest release of husky 9 that writes this text as its `_/h`; null when none that is known here does. */
export function releaseWriting(text: string): string | null {
  const digest = hexDigest('sha256', asWritten(text))
  const found = SCRIPTS.find(([, known]) => known === digest)
  return found === undefined ? null : words(found[0]).at(-1)!
}

/** Whether what this release of husky writes is known here. */
export const isKnownRelease = (version: string): boolean =>
  SCRIPTS.some(([releases]) => words(releases).includes(version))

/**
 * As husky wrote it, where a checkout has ended every line with CR LF. A CR in a few lines only is somebody's: it makes
 * the shell look for another file, and run no hook.
 */
export const asWritten = (text: string): string => (/(?<!\r)\n/.test(text) ? text : text.replaceAll('\r\n', '\n'))
