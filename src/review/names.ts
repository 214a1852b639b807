/** Endings of files that people write about. */
const ENDINGS = new Set(
  `ts tsx js jsx mjs cjs mts cts py pyi go rs rb php java kt kts scala groovy cs fs swift ex exs erl dart c cc cpp cxx h hpp m
  mm sh bash zsh ps1 bats sql graphql proto json jsonc json5 yml yaml toml ini cfg conf env xml html htm css scss sass less
  vue svelte astro md mdx rst txt adoc lock sum mod gradle tf tfvars hcl nix lua r jl zig snap feature csv tsv svg png
  dockerfile`.split(/\s+/),
)

/** Names of files without an ending, or with nothing before it. */
const WHOLE_NAMES =
  /^(?:Dockerfile|Makefile|Jenkinsfile|Gemfile|Procfile|Rakefile|Justfile|Vagrantfile|CODEOWNERS|\.(?:env|npmrc|gitignore|gitattributes|gitmodules))$/

/** Products that are called as files are. */
const PRODUCTS =
  /^(?:node|next|nuxt|vue|react|three|d3|express|ember|backbone|chart|moment|alpine|p5|discord|matter|socket|draw)\.(?:js|io)$/i

const MOST_NAMES = 200
const LONGEST_NAME = 300

/** The words of a text that are neither addresses nor longer than any name. Linear, whatever the text. */
const wordsOf = (text: string): readonly string[] =>
  text.split(/\s+/).filter((word) => word.length <= LONGEST_NAME && !/:\/\/|^www\.|[^/]@[^/]+\.\w+$/i.test(word))

/** Files that a text names, each once, as they stand there. */
export function filesNamedIn(text: string): readonly string[] {
  const found = new Set<string>()
  for (const word of wordsOf(text)) {
    // What stands in paths as people write them; `src/app.ts:12` is that file, too.
    for (const part of word.split(/[^\p{L}\p{N}_.@~+/[\]()-]+/u)) {
      // A bracket belongs to a path where it is all of a folder's name: `pages/[slug]/page.tsx`.
      for (const piece of part.split(/(?<=[^/])[([]|[)\]](?!\/)/)) {
        const name = trimmed(piece)
        if (isFileName(name)) found.add(name)
        if (found.size === MOST_NAMES) return [...found]
      }
    }
  }
  return [...found]
}

/** Without what a sentence puts around a name. */
function trimmed(part: string): string {
  let start = part.startsWith('./') ? 2 : 0
  let end = part.length
  while (start < end && '([]/-'.includes(part[start]!)) start += 1
  while (end > start && '.()[]/-'.includes(part[end - 1]!)) end -= 1
  return part.slice(start, end)
}

function isFileName(name: string): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1)
  if (WHOLE_NAMES.test(last)) return true
  const dot = last.lastIndexOf('.')
  // ".ts" in a sentence is a kind of file, and "user.name" has no ending of one.
  return dot > 0 && ENDINGS.has(last.slice(dot + 1).toLowerCase()) && !PRODUCTS.test(last)
}

/** Tests that a text names as programs do: `test_retry`, `TestRetry`. */
export function testsNamedIn(text: string): readonly string[] {
  const found = new Set<string>()
  for (const word of wordsOf(text)) {
    for (const part of word.split(/[^\w./-]+/)) {
      const name = trimmed(part)
      if (/^(?:test_[a-z0-9_]{3,}|Test[A-Z][A-Za-z0-9_]{2,})$/.test(name)) found.add(name)
      if (found.size === MOST_NAMES) return [...found]
    }
  }
  return [...found]
}

/** Tasks and requests that commits name: `#12`, `ABC-12`, each once, those of the newest first. */
export function referencesIn(
  commits: readonly { readonly subject: string; readonly body: readonly string[] }[],
): readonly string[] {
  const found = new Set<string>()
  for (const { subject, body } of [...commits].reverse()) {
    for (const word of wordsOf([subject, ...body].join('\n'))) {
      const ref = /^[([]*(#\d{1,9}|[A-Z][A-Z0-9]{1,9}-\d{1,9})[)\].,:;]*$/.exec(word)?.[1]
      if (ref !== undefined && !STANDARDS.test(ref)) found.add(ref)
      if (found.size === MOST_NAMES) return [...found]
    }
  }
  return [...found]
}

/** Called as tasks are, and none. */
const STANDARDS = /^(?:UTF|SHA|ISO|RFC|PEP|CVE|CWE|AES|RSA|ECMA|HTTP|TLS|GPT|MD|ES|IPV|X)-/
