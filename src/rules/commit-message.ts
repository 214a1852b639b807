import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

export const commitMessage = defineRule({
  id: 'commit-message',
  docs: {
    summary: 'A message can be read whole, and keeps to the style that the repository’s own commitlint asks for.',
    why: 'A message with a NUL byte shows readers less than it holds. Style is the repository’s own choice; precheck asks its commitlint and exempts no commit by its wording.',
    fix: 'Write the message again in the form that is named.',
    good: [{ name: 'plain text', message: 'Add retry\n' }],
    bad: [{ name: 'a NUL byte', message: 'Add retry\n\nall good\u0000 and more\n', finds: 'unreadable' }],
  },
  messages: {
    unreadable: ({ fault }: { fault: string }) => ({
      text: `the message cannot be read whole: ${fault}`,
      remedy: { note: 'write the message again' },
    }),
    style: ({ name, said }: { name: string; said: string }) => ({
      text: `${visible(said, 200)} (commitlint ${visible(name, 60)})`,
      remedy: { note: 'change the message as said above' },
    }),
    'style-warning': ({ name, said }: { name: string; said: string }) => ({
      text: `${visible(said, 200)} (commitlint ${visible(name, 60)})`,
      atMost: 'warn' as const,
    }),
  },
  decode: () => null,
  *check(change, _options, say) {
    for (const [index, commit] of change.commits.entries()) {
      if (commit.messageFault !== null) yield say.unreadable({ commit }, { fault: commit.messageFault })
      const lint = change.messageLint?.[index]
      for (const { name, text } of lint?.errors ?? []) yield say.style({ commit }, { name, said: text })
      for (const { name, text } of lint?.warnings ?? []) yield say['style-warning']({ commit }, { name, said: text })
    }
  },
})
