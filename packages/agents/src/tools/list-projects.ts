import { ProjectStatus } from '@orchestrator/domain'
import { byText, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { listPage, pageInput } from '../output/page.ts'
import { defineReadTool } from './definition.ts'
import { projectLine } from './project-line.ts'

export const listProjects = defineReadTool({
  name: 'list_projects',
  title: 'List projects',
  description: 'Lists the projects that are not archived, by name. get_project has the description of one.',
  permission: 'workspace.read',
  input: z.strictObject({
    status: z.array(ProjectStatus).min(1).optional().describe('in any of these'),
    key: z
      .string()
      .min(1)
      .max(10)
      .optional()
      .describe('with this key: what stands before the number of its tasks, e.g. `ABC`'),
    ...pageInput,
  }),
  read: (reading, { status, key, ...page }) =>
    listPage(reading, {
      kind: 'project',
      where: [
        { sql: 't.archived_at is null', values: [] },
        ...(status ? [{ sql: 't.status = any(?::text[])', values: [status] }] : []),
        ...(key === undefined ? [] : [{ sql: 't.key = ?', values: [key.toUpperCase()] }]),
      ],
      sort: byText('name', 'name')['name'] as Sort,
      order: 'name',
      show: projectLine,
      ...page,
    }),
})
