import { nameKey } from '@orchestrator/domain'
import * as z from 'zod'
import { ProviderError } from '../../connector/provider-error.ts'
import type { GitHubClient } from './client.ts'
import { allPages, inside } from './inside.ts'

const Milestone = z.object({ number: z.number(), title: z.string() })

export const listMilestones = (client: GitHubClient, containerId: string) =>
  allPages(client, containerId, z.array(Milestone), '/milestones', { state: 'all' })

/** One that is not there yet is made, as labels are. */
export async function milestoneTitled(client: GitHubClient, containerId: string, title: string): Promise<number> {
  const find = async () => {
    const all = await listMilestones(client, containerId)
    return all.find((one) => one.title === title) ?? all.find((one) => nameKey(one.title) === nameKey(title))
  }
  const known = await find()
  if (known) return known.number
  const made = await inside(client, containerId, () =>
    client.ask(Milestone, 'POST /repositories/{repository_id}/milestones', { repository_id: containerId, title }),
  ).catch(async (error: unknown) => {
    // Somebody else has made it meanwhile.
    const now = error instanceof ProviderError && error.kind === 'invalid' ? await find() : undefined
    if (!now) throw error
    return { data: now }
  })
  return made.data.number
}
