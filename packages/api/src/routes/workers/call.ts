import { RunCall, RunCallAnswer } from '@orchestrator/worker/run-calls'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { tag } from '../deployments/resource.ts'

/** What a step gave may be as large as Temporal takes. */
const callLimit = 4 * 1024 * 1024

export const callForRun = defineRoute({
  method: 'post',
  path: '/v1/workers/calls',
  operationId: 'callForRun',
  tag,
  summary: 'Do for a run what its code asks for',
  description:
    'How `orchestrator playbook worker` reaches what runs reach: commands, queries, waits and the record of steps, with the rights of the run. Only for runs that act as the caller’s member, of bundles deployed with `servedBy: worker`, with a key that is not narrowed from what the run may. A run that has ended begins nothing more. Ids follow from run and step, so a call that is repeated has one effect. Needs the permission automation.manage.',
  access: 'write',
  body: RunCall,
  bodyLimit: callLimit,
  bodyExample: {
    call: 'endSleep',
    workflowId:
      '01a20526-bb65-70ba-9bc0-1f2c5de0bd74/review-follow-up@a3c9e1f05b7d/01a20526-bb65-70ba-9bc0-1f2c5de0bd75#1',
    input: {
      run: {
        workspaceId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74',
        runId: 'd2719ff1-4a8a-5f0c-8a8e-6b0a6a7a8e11',
      },
      step: { n: 0, name: 'sleep', summary: 'sleep 3 days' },
      canceled: false,
    },
  },
  answer: {
    status: 200,
    description: 'What came of it; a refusal of the run’s own is an answer too',
    schema: RunCallAnswer,
  },
  problems: [404],
  async handle({ api, c, workspaceId, identity, body }) {
    requirePermission(identity, 'automation.manage')
    const { actor, scopes } = identity.principal
    const caller = { workspaceId, memberId: actor.memberId, scopes }
    return c.json(await withDeadline(api.config.requestTimeoutMs, api.answerRunCall(caller, body)))
  },
})
