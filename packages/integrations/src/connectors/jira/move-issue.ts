import type * as z from 'zod'
import { ProviderError } from '../../connector/provider-error.ts'
import type { JiraContext } from './context.ts'
import { provider } from './failures.ts'
import { WireIssue, WireStatus, WireTransitions } from './wire.ts'

/** Where an issue is to be: in all that is said. */
export interface Move {
  readonly status?: string | undefined
  readonly statusCategory?: string | undefined
  readonly name?: string | undefined
}

const WithTransitions = WireIssue.extend({ transitions: WireTransitions.shape.transitions })

/** Jira's workflow says where an issue may go from where it is. @throws invalid, with where it may */
export async function moveTo(context: JiraContext, issueIdOrKey: string, move: Move): Promise<void> {
  const query = { issueIdOrKey, fields: ['created,updated,project,status'], expand: 'transitions' }
  const issue = await context.client.ask(WithTransitions, (jira, via) => jira.getIssue(via, query))
  const now = WireStatus.safeParse(issue.fields['status']).data
  if (now && isThere(now, move)) return
  const open = issue.transitions.filter(({ isAvailable }) => isAvailable !== false)
  const transition = open.find(({ to }) => isThere(to, move))
  if (!transition) {
    const reachable = [...new Set(open.map(({ to }) => `${to.name} (${to.id})`))].join(', ') || 'nowhere'
    const wanted = move.name ?? move.status ?? move.statusCategory
    const message = `${issue.key} cannot go to ${wanted} from ${now?.name ?? 'where it is'}; it can go to: ${reachable}`
    const field = move.statusCategory === undefined ? 'status' : 'statusCategory'
    throw new ProviderError(provider, 'invalid', message, { fields: [{ field, message: `reachable: ${reachable}` }] })
  }
  await context.client.tell((jira, via) => jira.doTransition(via, { issueIdOrKey, transition: { id: transition.id } }))
}

const isThere = (to: z.infer<typeof WireStatus>, { name, status, statusCategory }: Move): boolean =>
  (status === undefined || to.id === status) &&
  (statusCategory === undefined || to.statusCategory?.key === statusCategory) &&
  (name === undefined || to.name.toLowerCase() === name.toLowerCase())
