import * as z from 'zod'
import type { Session } from '../../connector/connector.ts'
import type { JiraContext } from './context.ts'
import { projectClause, queryClauses } from './jql.ts'

const Found = z.object({ issues: z.array(z.object({ id: z.string() })) })

/** Which of some issues people's JQL finds. Jira's index is some seconds behind: these it looks up as they are. */
export async function matching(
  { client }: JiraContext,
  { containerId, ids, query }: Parameters<NonNullable<Session['matching']>>[0],
): Promise<ReadonlySet<string>> {
  const numbers = ids.map(Number)
  const jql = [projectClause(containerId), `id IN (${numbers.join(', ')})`, ...queryClauses(query)].join(' AND ')
  const { issues } = await client.ask(Found, (jira, via) =>
    jira.searchAndReconsileIssuesUsingJqlPost(via, {
      ...{ jql, fields: ['id'], maxResults: numbers.length, reconcileIssues: numbers },
    }),
  )
  return new Set(issues.map(({ id }) => id))
}
