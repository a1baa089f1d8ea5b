import { type ItemLink, type LinkType, linkText } from '@orchestrator/domain'
import * as z from 'zod'
import { ProviderError } from '../../connector/provider-error.ts'
import type { JiraContext } from './context.ts'
import { provider } from './failures.ts'

/** Types of links by the names that Jira gives them; an issue from which it leads out is the one that blocks, or duplicates. */
const types: Readonly<Record<string, { readonly outward: LinkType; readonly inward: LinkType }>> = {
  Blocks: { outward: 'blocks', inward: 'blocked_by' },
  Duplicate: { outward: 'duplicates', inward: 'duplicated_by' },
  Relates: { outward: 'relates', inward: 'relates' },
}

const Issue = z.object({ id: z.string() }).nullish()
const WireLink = z.object({
  id: z.string(),
  type: z.object({ name: z.string() }),
  outwardIssue: Issue,
  inwardIssue: Issue,
})
type WireLink = z.infer<typeof WireLink>

/** Others are left alone, as are those of types that people have made. */
export function readLinks(value: unknown): string[] {
  const links = z.array(WireLink).safeParse(value).data ?? []
  return [...new Set(links.flatMap((link) => linksIn(link).map(linkText)))].sort()
}

function linksIn({ type: { name }, outwardIssue, inwardIssue }: WireLink): ItemLink[] {
  const type = Object.entries(types).find(([known]) => isNamed(name, known))?.[1]
  if (type === undefined) return []
  return [
    ...(outwardIssue ? [{ type: type.outward, to: outwardIssue.id }] : []),
    ...(inwardIssue ? [{ type: type.inward, to: inwardIssue.id }] : []),
  ]
}

export const isNamed = (name: string, wanted: string): boolean => name.toLowerCase() === wanted.toLowerCase()

/** As the issue itself has them now, not a search. */
export async function linksOfIssue({ client }: JiraContext, issueIdOrKey: string): Promise<readonly WireLink[]> {
  const Links = z.object({ fields: z.object({ issuelinks: z.array(WireLink).default([]) }) })
  const query = { issueIdOrKey, fields: ['issuelinks'] }
  return (await client.ask(Links, (jira, via) => jira.getIssue(via, query))).fields.issuelinks
}

/** Jira tells no id of a link that it makes, and takes one the other way round for another: so it is looked for first. */
export async function setLink(context: JiraContext, id: string, link: ItemLink, present: boolean): Promise<void> {
  const [name] = Object.entries(types).find(([, { outward }]) => outward === link.type) ?? []
  if (name === undefined) throw new ProviderError(provider, 'invalid', `${link.type} is made from the other issue`)
  const text = linkText(link)
  const there = (await linksOfIssue(context, id)).filter((one) =>
    linksIn(one).some((known) => linkText(known) === text),
  )
  if (!present) {
    for (const { id: linkId } of there)
      await context.client
        .tell((jira, via) => jira.deleteIssueLink(via, { linkId }))
        .catch((error: unknown) => {
          if (!(error instanceof ProviderError) || error.kind !== 'not_found') throw error
        })
  } else if (there.length === 0) {
    const made = { type: { name }, inwardIssue: { id }, outwardIssue: { id: link.to } }
    await context.client.tell((jira, via) => jira.linkIssues(via, made))
  }
}
