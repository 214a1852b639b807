// Written by "precheck install". Lets husky set up the hooks after an install of packages, and never fails that install:
// CI and production have no use for hooks, and --omit=dev leaves husky out.
import { fileURLToPath } from 'node:url'

const folder = ''
const { CI, NODE_ENV } = process.env
const wanted = (!CI || CI === 'false') && NODE_ENV !== 'production'
const husky = wanted && (await import('husky').catch(() => null))
if (husky) {
  // husky wants the top of the work tree, which is above the package's folder.
  process.chdir(fileURLToPath(new URL('../'.repeat(folder.split('/').length), import.meta.url)))
  const said = husky.default(`${folder}.husky`)
  if (said) console.error(`husky: ${said.trim()}`)
}
