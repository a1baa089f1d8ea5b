import * as z from 'zod'

/** As Git takes it, and no more: it becomes part of addresses. */
const BranchName = z
  .string()
  .max(200)
  .regex(/^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|@\{))[^\s~^:?*[\\]+(?<![/.])$/u, 'the name of a branch')

export const pullRequestFields = {
  title: z.string().trim().min(1).max(256).nullable().optional().meta({
    description: 'null or left out: the task’s identifier and title, also when these change',
  }),
  body: z.string().max(50_000).nullable().optional().meta({
    description: 'Markdown; null or left out: the task’s description, also when it changes',
  }),
  message: z.string().min(1).max(10_000).nullable().optional().meta({
    description: 'of commits; by default the title',
  }),
  branch: BranchName.optional().meta({ description: 'by default of the task’s identifier and title' }),
  base: BranchName.nullable().optional().meta({ description: 'by default the repository’s' }),
}

const mostOfTitle = 50

/** E.g. `shop-12-fix-login`. */
export function branchFor({ identifier, title }: { readonly identifier: string; readonly title: string }): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, mostOfTitle)
    .replace(/^-+|-+$/g, '')
  return words === '' ? identifier.toLowerCase() : `${identifier.toLowerCase()}-${words}`
}
