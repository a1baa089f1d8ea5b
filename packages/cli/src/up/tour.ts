import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Access, getJson } from '../api-client.ts'
import { repositoryRoot } from '../stack/start-part.ts'
import { UserError } from '../user-error.ts'

/** The payload that the tour sends. */
export const tourPayload = 'playbooks/software-development/issue-intake/issues.opened.json'

/** A project as the tour needs it. */
export interface TourProject {
  id: string
  key: string
  name: string
  status: string
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Whether a project is named like the repository of the payload. */
export const isNamedLikeTour = ({ key, name }: TourProject): boolean =>
  [key, name].some((one) => plain(one) === 'helloworld')

/** Where the playbook issue-intake puts the payload's issue: as it chooses. */
export const projectOfTour = (projects: readonly TourProject[]): TourProject | undefined =>
  projects.find(isNamedLikeTour) ?? projects.find(({ status }) => status !== 'completed' && status !== 'canceled')

export const projectsOf = async (access: Access): Promise<TourProject[]> =>
  (await getJson<{ items: TourProject[] }>(access, '/v1/projects', { query: { limit: 200 } })).items

/** What to try first in this workspace as it is now; undefined where there is nothing, for the playbook of the tour is not served. */
export async function tourInWords(options: {
  access: Access
  playbooks: string
  /** The state folder, when commands do not find it by themselves. */
  home: string | undefined
}): Promise<string | undefined> {
  const { access, playbooks, home } = options
  if (!existsSync(join(playbooks, 'software-development', 'issue-intake'))) return undefined
  const first = home === undefined ? [] : [`export ORCHESTRATOR_HOME=${/^[\w/.-]+$/.test(home) ? home : `'${home}'`}`]
  if (await isMade(access)) {
    const again = [...first, 'npx orchestrator runs'].map((command) => `  ${command}`)
    return ['The first tour has been made here. What ran, in another terminal:', '', ...again].join('\n')
  }
  const project = projectOfTour(await projectsOf(access))
  if (!project) first.push("npx orchestrator project create 'Hello World'")
  const task = project ? `${project.key}-${(await newestNumber(access, project)) + 1}` : 'HELLO-1'
  const steps = [
    `npx orchestrator webhook send issue-intake ${tourPayload} --header 'X-GitHub-Event: issues'`,
    `npx orchestrator task update ${task} --tag review --complete`,
    'npx orchestrator runs',
  ]
  const numbered = [
    ...first.map((command) => `  0  ${command}`),
    ...steps.map((command, i) => `  ${i + 1}  ${command}`),
  ]
  return ['A first tour, in another terminal:', '', ...numbered].join('\n')
}

/** One issue makes one task, under an id that follows from it: sent again, it would make none. */
async function isMade(access: Access): Promise<boolean> {
  const { issue } = JSON.parse(readFileSync(join(repositoryRoot, tourPayload), 'utf8')) as { issue: { id: number } }
  const id = `67697468-7562-8000-8000-${issue.id.toString(16).padStart(12, '0')}`
  try {
    await getJson(access, `/v1/tasks/${id}`)
    return true
  } catch (error) {
    if (error instanceof UserError && error.code === 'not_found') return false
    throw error
  }
}

async function newestNumber(access: Access, { id }: TourProject): Promise<number> {
  const query = { projectId: id, sort: '-createdAt', limit: 1, archived: 'any' }
  const { items } = await getJson<{ items: { number: number }[] }>(access, '/v1/tasks', { query })
  return items[0]?.number ?? 0
}
