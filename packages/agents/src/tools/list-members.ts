import { type Member, Role } from '@orchestrator/domain'
import { byText, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { listPage, pageInput } from '../output/page.ts'
import { defineReadTool } from './definition.ts'

export const listMembers = defineReadTool({
  name: 'list_members',
  title: 'List members',
  description: 'Lists the people of the workspace with their ids and roles, by name. Those who left are not in it.',
  permission: 'workspace.read',
  input: z.strictObject({
    role: Role.optional().describe('only with this role in the workspace'),
    ...pageInput,
  }),
  read: (reading, { role, ...page }) =>
    listPage(reading, {
      kind: 'member',
      where: [
        { sql: 't.removed_at is null', values: [] },
        ...(role === undefined ? [] : [{ sql: 't.role = ?', values: [role] }]),
      ],
      sort: byText('name', 'name')['name'] as Sort,
      order: 'name',
      show: ({ id, name, email, role: has }: Member) => ({ id, name, email, role: has }),
      ...page,
    }),
})
