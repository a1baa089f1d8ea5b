import { Id, type Preference, PreferenceScope } from '@orchestrator/domain'
import { byCreation, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { cut } from '../output/cut.ts'
import { listPage, pageInput } from '../output/page.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'

export const listPreferences = defineReadTool({
  name: 'list_preferences',
  title: 'List preferences',
  description:
    'Lists how people want proposals to be, learnt from what they accept and reject or said by somebody. Read it before you propose a patch, and follow those whose context fits.',
  permission: 'workspace.read',
  input: z.strictObject({
    scope: PreferenceScope.optional().describe('only those of one member, of a project, or of the workspace'),
    memberId: Id.optional().describe('only those of this member'),
    projectId: Id.optional().describe('only those of this project'),
    ...pageInput,
  }),
  read: (reading, { scope, memberId, projectId, ...page }) => {
    const equals = Object.entries({ scope, member_id: memberId, project_id: projectId }).flatMap(([column, value]) =>
      value === undefined ? [] : [{ sql: `t.${column} = ?::${column === 'scope' ? 'text' : 'uuid'}`, values: [value] }],
    )
    return listPage(reading, {
      kind: 'preference',
      where: [{ sql: 't.enabled', values: [] }, ...equals],
      sort: byCreation['-createdAt'] as Sort,
      order: '-createdAt',
      show: ({ id, scope: of, memberId: whose, projectId: place, words, context, learned }: Preference) =>
        withoutEmpty({
          ...{ id, scope: of, memberId: whose, projectId: place },
          words: cut(words, 500, 'the API has all'),
          context: withoutEmpty(context),
          confidence: learned?.confidence,
        }),
      ...page,
    })
  },
})
