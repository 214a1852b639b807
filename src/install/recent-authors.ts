import { type GitPlace, tryGit } from '../git/process.ts'
import type { Authored } from './signers-block.ts'

const DAYS = 90 * 24 * 60 * 60
/** Of more commits the rest would name hardly anybody else. */
const MOST_COMMITS = 5000

/** The authors of the 90 days up to the last commit that HEAD reaches, one for each commit; none where there is none. */
export async function recentAuthors(place: GitPlace): Promise<readonly Authored[]> {
  const log = ['log', '-z', `--max-count=${MOST_COMMITS}`, '--no-show-signature', '--encoding=UTF-8']
  const listed = await tryGit(place, [...log, '--format=%ct%x00%aN%x00%aE%x00%ae', 'HEAD', '--'])
  if (listed.status !== 0) return []
  const fields = listed.stdout.toString('utf8').split('\0')
  const last = Number(fields[0])
  const authors: Authored[] = []
  for (let at = 0; at + 3 < fields.length; at += 4) {
    if (Number(fields[at]) < last - DAYS) continue
    authors.push({ name: fields[at + 1]!, email: fields[at + 2]!, committed: fields[at + 3]! })
  }
  return authors
}
