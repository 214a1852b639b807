import MarkdownIt from 'markdown-it'

// As liberal as forges are, and more: raw HTML passes, and whatever looks like an address becomes a link.
const renderer = new MarkdownIt('default', { html: true, linkify: true, typographer: false })

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/** What a reader gets of Markdown. */
export interface Rendered {
  /** All that is not code, as HTML: here a mention, a reference or a tag would be live. */
  readonly live: string
  /** The texts of code spans and code blocks, in order. */
  readonly code: readonly string[]
  /** Tags in what is live, with their attributes, each once, sorted. */
  readonly tags: readonly string[]
}

/** Renders Markdown with a library that knows nothing of ours. */
export function rendered(markdown: string): Rendered {
  const html = renderer.render(markdown)
  const code: string[] = []
  // In its output a code element holds nothing but escaped text.
  const live = html.replace(/<code[^>]*>([^<]*)<\/code>/g, (_, text: string) => {
    code.push(text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity]!))
    return '<code></code>'
  })
  return { live, code, tags: [...new Set(live.match(/<[^>]*>/g) ?? [])].sort() }
}
