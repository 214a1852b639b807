import { shellWord } from './program.ts'

/** How a forge takes the hook: the script with the paths of this machine, and where each forge wants it. */
export const hookOnForge = ({ node, entry }: { readonly node: string; readonly entry: string }): string => `
The same hook as one script, for a forge that keeps hooks elsewhere:

  #!/bin/sh
  unset NODE_OPTIONS NODE_PATH NODE_V8_COVERAGE NODE_DEBUG NODE_EXTRA_CA_CERTS
  exec ${shellWord(node)} ${shellWord(entry)} hook pre-receive

Gitea, Forgejo
  hooks/pre-receive.d/precheck in the repository's folder, executable. This command, run there, puts it in place.

GitLab, self-managed
  custom_hooks/pre-receive.d/precheck, executable, by an administrator, on each Gitaly node:
    tar -cf - custom_hooks | sudo -u git -- gitaly hooks set --storage NAME --repository PATH.git --config FILE
  For all repositories: pre-receive.d/precheck in the folder that Gitaly's "hooks.custom_hooks_dir" names.
  git, node and precheck must be on the node.

GitHub Enterprise Server
  A site administrator makes a pre-receive hook environment that has git, node and precheck (the one that is there has
  no node), and adds the script as a pre-receive hook, enforced. All hooks of a push have a few seconds together.

github.com, gitlab.com and other hosted forges run no hooks of yours: there the check in CI is the wall.
`
