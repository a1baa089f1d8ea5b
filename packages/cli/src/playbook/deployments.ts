import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Deployment, DeploymentInput, NewDeployment, PlannedChange } from '@orchestrator/sdk/client'
import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'

/** Whose deployment it is: as named, or as the nearest package.json above the folder calls itself. */
export function sourceOf(folder: string, named: string | undefined): string {
  if (named !== undefined) return named
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json')
    if (existsSync(file)) {
      const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string }
      const source = (name ?? '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')
      if (source !== '') return source
    }
    if (dirname(at) === at) break
  }
  throw new UserError('Whose deployment this is cannot be told: no package.json above the folder has a name.', {
    hint: 'Give a name that stays the same, for example --source team-website.',
    exitCode: 2,
  })
}

export const planOf = (access: Access, source: string, manifest: unknown): Promise<{ changes: PlannedChange[] }> =>
  getJson(access, '/v1/deployments/plan', { body: { source, manifest } })

/** A repeat of the same deployment, also after an answer that got lost, is the same one. */
export const createDeployment = (access: Access, input: DeploymentInput): Promise<NewDeployment> =>
  getJson(access, '/v1/deployments', { body: input })

export const deploymentsOf = (access: Access, source: string, limit: number): Promise<{ items: Deployment[] }> =>
  getJson(access, '/v1/deployments', { query: { source, limit } })

/** The bundle to go back to: the one named, else the last one that differs from what is in force. */
export function earlierBundle(items: readonly Deployment[], to: string | undefined): Deployment {
  const [current] = items
  const found =
    to === undefined
      ? items.find(({ bundleHash }) => bundleHash !== current?.bundleHash)
      : items.find(({ bundleHash }) => bundleHash.startsWith(to))
  if (found !== undefined) return found
  throw new UserError(
    to === undefined ? 'There is nothing earlier to go back to.' : `No deployment of this source has a bundle ${to}.`,
    { hint: 'See what was deployed: npx orchestrator playbook history' },
  )
}

const signs: Record<PlannedChange['change'], string> = {
  ...{ new: '+ new', changed: '~ changed', removed: '- removed' },
  ...{ unchanged: '  unchanged', taken: '! taken' },
}

/** A plan for people. */
export function printPlan(changes: readonly PlannedChange[]): void {
  if (changes.length === 0) return void console.log('There is no playbook, neither here nor deployed.')
  for (const { playbook, change, triggers, scopes } of changes) {
    console.log(`${signs[change].padEnd(11)}  ${playbook}`)
    for (const trigger of triggers.added) console.log(`${' '.repeat(13)}+ starts on ${trigger}`)
    for (const trigger of triggers.removed) console.log(`${' '.repeat(13)}- starts on ${trigger}`)
    if (scopes !== null && change !== 'removed')
      console.log(`${' '.repeat(13)}may: ${scopes.after?.join(', ') ?? 'all that whoever deploys it may'}`)
  }
}
