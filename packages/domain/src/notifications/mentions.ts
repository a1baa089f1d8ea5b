import { proseOf } from './prose-of.ts'

/** `@[Ada](member:019a…)`, as editors write it, and `@ada@example.com`, as people type it. */
const named = /@\[[^\]\n]{1,200}\]\(member:([0-9a-f-]{36})\)/gi
const byEmail = /(?<![\w@.])@([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g

/** Whom a text of Markdown mentions. */
export function mentionsIn(text: string): { readonly ids: ReadonlySet<string>; readonly emails: ReadonlySet<string> } {
  const prose = proseOf(text)
  return {
    ids: new Set([...prose.matchAll(named)].map(([, id = '']) => id.toLowerCase())),
    emails: new Set([...prose.matchAll(byEmail)].map(([, email = '']) => email.toLowerCase())),
  }
}
