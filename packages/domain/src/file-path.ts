import * as z from 'zod'

/** What git itself keeps, also as Windows and macOS would read the name: hosts refuse commits with it. */
const gitFolder = /^(?:\.git|git~\d+)[. ]*(?::.*)?$/i
/** Characters that macOS leaves out of names. */
const unseen = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g
const control = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u

/** A path in a repository that every git host takes and every system can check out. */
export const FilePath = z
  .string()
  .min(1)
  .max(1_000)
  .refine((path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'), {
    error: 'a path within the repository, e.g. src/index.ts',
    abort: true,
  })
  .refine((path) => !control.test(path), 'a path without line breaks and control characters')
  .refine((path) => !path.includes('\\'), 'a path with / between its parts, without \\')
  .refine((path) => !/^[A-Za-z]:/.test(path), 'a path within the repository, without a drive')
  .refine(
    (path) => !path.split('/').some((part) => gitFolder.test(part.replace(unseen, ''))),
    'a path outside of .git, which git keeps for itself',
  )

interface Content {
  readonly content: string | null
  readonly encoding: 'utf-8' | 'base64'
}

/** Lines of base64 may be broken, as its tools do. */
export function checkContent({ content, encoding }: Content, context: z.RefinementCtx): void {
  if (content === null || encoding !== 'base64') return
  const packed = content.replace(/[\r\n]/g, '')
  if (packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return
  context.addIssue({ code: 'custom', path: ['content'], message: 'base64, as `encoding` says' })
}

export function checkPaths(files: readonly { readonly path: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>()
  for (const [at, { path }] of files.entries()) {
    if (seen.has(path)) context.addIssue({ code: 'custom', path: [at, 'path'], message: 'each path once' })
    seen.add(path)
  }
}
