import { createRoute } from '../../http/entity/index.ts'
import { patches } from './resource.ts'

export const proposePatch = createRoute(patches, {
  operationId: 'proposePatch',
  command: 'patch.propose',
  description:
    'Nothing is done but what a policy covers. Needs no right to what it proposes: whoever accepts it needs that. What is wrong with an operation is said with its place, such as `operations.2.data.title`.',
  bodyExample: {
    title: 'Before the fair',
    rationale: 'The fair is on 4 January.',
    author: { agent: 'triage', agentVersion: '1.2', model: 'gpt-5', costUsd: '0.0125' },
    operations: [
      {
        key: 'due',
        command: 'task.update',
        data: { id: '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005', dueDate: '2027-01-04', priority: 'high' },
        confidence: 0.9,
      },
      {
        key: 'print',
        command: 'task.create',
        data: { projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74', title: 'Print the posters' },
        confidence: 0.7,
        dependsOn: ['due'],
      },
    ],
  },
})
