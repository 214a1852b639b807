import type { PolicyDifference } from '../change.ts'
import { visible } from '../visible.ts'

/** One difference as half a sentence, hostile names made visible. */
export function differenceWords({ about, name, was, now, files, first, patterns }: PolicyDifference): string {
  const called = `"${visible(name, 60)}"`
  const change = `${visible(was ?? 'nothing', 120)} -> ${visible(now ?? 'nothing', 120)}`
  switch (about) {
    case 'guard': {
      const what = whatWords(files ?? 0, first ?? [], patterns ?? [])
      if (now === null) return `${called} guards no longer ${what}`
      return was === null ? `${called} guards ${what}` : `${called} asks ${change} for ${what}`
    }
    case 'pattern':
      return `${called} has no pattern ${visible(was ?? '', 80)} any more, and other patterns hold for some of that`
    case 'exception':
      return was === null
        ? `${called} excepts ${listed(patterns ?? [], 3)}`
        : `${called} excepts no longer ${listed(patterns ?? [], 3)}`
    case 'trailer':
      return `the trailer ${called}: ${change}`
    case 'signers':
      return `who may sign off: ${change}`
    case 'signer':
      return was === null
        ? `the signer ${called} is added (${visible(now ?? '', 120)})`
        : `the signer ${called} is removed`
    case 'key':
    case 'address':
      return was === null
        ? `the signer ${called} has another ${about}: ${visible(now ?? '', 80)}`
        : `the signer ${called} has no longer the ${about} ${visible(was, 80)}`
    case 'rule':
      return `the rule ${called}: ${change}`
    case 'setting':
      return `${visible(name, 60)}: ${change}`
    case 'bot':
      return was === null
        ? `the bot ${called} is exempt from "${visible(now ?? '', 60)}"`
        : `the bot ${called} is exempt no longer from "${visible(was, 60)}"`
  }
}

function whatWords(files: number, first: readonly string[], patterns: readonly string[]): string {
  const more = patterns.length === 0 ? '' : `what matches ${listed(patterns, 3)}`
  if (files === 0) return `${more} (no file of the tree yet)`
  const some = `${files} file${files === 1 ? '' : 's'} (${listed(first, 3, files)})`
  return more === '' ? some : `${some} and ${more}`
}

const listed = (names: readonly string[], most: number, count = names.length): string =>
  names
    .slice(0, most)
    .map((name) => visible(name, 80))
    .join(', ') + (count > most ? ` and ${count - most} more` : '')

/** Differences as one text, as many as anybody reads. */
export function differencesWords(differences: readonly PolicyDifference[], most: number): string {
  const words = differences.slice(0, most).map(differenceWords)
  return [...words, ...(differences.length > most ? [`and ${differences.length - most} more`] : [])].join('; ')
}
