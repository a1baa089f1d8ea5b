import { AppError, healthMarkdown } from '@orchestrator/domain'
import { getProjectHealth } from '@orchestrator/store'
import type { WithoutModel } from './way.ts'

/** How the project is doing, in the report's own words. */
export const analyst: WithoutModel = async ({ store }, { workspaceId, projectId }) => {
  if (projectId === null)
    throw new AppError('invalid_input', 'the analyst has to know about which project it is asked', {
      fields: [{ path: 'projectId', expected: 'the id of a project', code: 'missing' }],
    })
  const report = await store.read(workspaceId, (tx) =>
    getProjectHealth(tx, workspaceId, { projectId, weeks: 12, asOf: undefined }),
  )
  if (!report) throw new AppError('not_found', `there is no project ${projectId}`)
  return { text: healthMarkdown(report), patchId: null }
}
