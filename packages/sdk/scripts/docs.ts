// Puts the files of docs/samples into the guides, under their `<!-- sample: name -->`: `node scripts/docs.ts`.
// docs.test.ts checks that the guides have them word for word and that they compile.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const docs: string = fileURLToPath(new URL('../../../docs/', import.meta.url))

/** The guides that have samples. */
export const guides = (): readonly string[] =>
  readdirSync(docs).filter(
    (name) => name.endsWith('.md') && readFileSync(docs + name, 'utf8').includes('<!-- sample: '),
  )

const marked = /<!-- sample: (\S+) -->\n(?:\n?```ts[^\n]*\n[\s\S]*?\n```\n)?/g

/** The guide's text with its samples as they are now. */
export function withSamples(guide: string): string {
  return readFileSync(docs + guide, 'utf8').replace(marked, (_, name: string) => {
    const code = readFileSync(`${docs}samples/${name}`, 'utf8').trimEnd()
    // Whoever compiles each fence alone cannot find a file beside it.
    const fence = code.includes("'./") ? 'ts ignore' : 'ts'
    return `<!-- sample: ${name} -->\n\`\`\`${fence}\n${code}\n\`\`\`\n`
  })
}

if (import.meta.main) for (const guide of guides()) writeFileSync(docs + guide, withSamples(guide))
